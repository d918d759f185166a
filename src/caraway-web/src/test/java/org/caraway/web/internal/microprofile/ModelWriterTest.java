package org.caraway.web.internal.microprofile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.junit.jupiter.api.Test;

class ModelWriterTest {

    @Test
    void aSchemaIsReadWithAllThatIsInIt() {
        Schema schema = ModelWriter.object(json("""
                {"type": "object", "required": ["a"], "additionalProperties": {"type": "string"}, "example": {"a": 1},
                 "properties": {"a": {"type": "integer", "minimum": 1, "maxLength": 3, "nullable": true},
                                "b": {"$ref": "#/components/schemas/B"},
                                "c": {"enum": ["x", "y"], "default": "x", "additionalProperties": false}}}"""), Schema.class);

        assertThat(schema.getType()).isEqualTo(Schema.SchemaType.OBJECT);
        assertThat(schema.getRequired()).containsExactly("a");
        assertThat(schema.getAdditionalPropertiesSchema().getType()).isEqualTo(Schema.SchemaType.STRING);
        assertThat(schema.getExample()).hasToString("{a=1}");
        assertThat(schema.getProperties().get("a").getMinimum()).isEqualTo(BigDecimal.ONE);
        assertThat(schema.getProperties().get("a").getNullable()).isTrue();
        assertThat(schema.getProperties().get("b").getRef()).isEqualTo("#/components/schemas/B");
        assertThat(schema.getProperties().get("c").getEnumeration()).isEqualTo(List.of("x", "y"));
        assertThat(schema.getProperties().get("c").getDefaultValue()).isEqualTo("x");
        assertThat(schema.getProperties().get("c").getAdditionalPropertiesBoolean())
                .isFalse();
    }

    @Test
    void aPathIsReadWithItsOperations() {
        PathItem item = ModelWriter.object(json("""
                {"parameters": [{"name": "tenant", "in": "path", "required": true}],
                 "get": {"operationId": "read", "security": [{"login": []}], "x-more": [1], "responses": {
                   "200": {"description": "it", "headers": {"ETag": {"schema": {}}}, "links": {"next": {"operationId": "x"}},
                           "content": {"application/json": {"schema": {"type": "string"}}}},
                   "404": {"$ref": "#/components/responses/Gone"}}}}"""), PathItem.class);

        assertThat(item.getParameters()).singleElement().satisfies(parameter -> assertThat(parameter.getIn())
                .isEqualTo(Parameter.In.PATH));
        assertThat(item.getGET().getSecurity().get(0).getScheme("login")).isEmpty();
        assertThat(item.getGET().getExtensions()).containsKey("x-more");
        assertThat(item.getGET().getResponses().getAPIResponse("404").getRef()).endsWith("/Gone");
        var answer = item.getGET().getResponses().getAPIResponse("200");
        assertThat(answer.getHeaders()).containsOnlyKeys("ETag");
        assertThat(answer.getLinks().get("next").getOperationId()).isEqualTo("x");
        assertThat(answer.getContent()
                        .getMediaType("application/json")
                        .getSchema()
                        .getType())
                .isEqualTo(Schema.SchemaType.STRING);
    }

    @Test
    void whatTheModelHasNoPlaceForIsNamed() {
        assertThatThrownBy(() -> ModelWriter.object(json("{\"sort\": 1}"), Schema.class))
                .hasMessageContaining("no setter for the member sort");
        assertThatThrownBy(() -> ModelWriter.object(json("{\"type\": \"knock\"}"), SecurityScheme.class))
                .hasMessageContaining("no constant knock");
    }

    private static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
