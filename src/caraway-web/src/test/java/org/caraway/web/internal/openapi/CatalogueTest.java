package org.caraway.web.internal.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.oas.OpenApi30;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Examples fit what they are examples of. */
class CatalogueTest {

    private static final JsonObject COMPONENTS = Catalogue.read().components();
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V4, builder -> builder.metaSchema(OpenApi30.getInstance())
                    .defaultMetaSchemaIri(OpenApi30.getInstance().getIri()));

    @TestFactory
    Stream<DynamicTest> eachExampleFitsItsSchema() {
        Map<String, JsonValue> schemas = new TreeMap<>(COMPONENTS.getJsonObject("schemas"));
        return schemas.entrySet().stream()
                .map(named -> DynamicTest.dynamicTest(named.getKey(), () -> assertThat(problems(
                                named.getKey(), named.getValue().asJsonObject().get("example")))
                        .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> eachExampleOfAnErrorIsAProblem() {
        return COMPONENTS.getJsonObject("responses").entrySet().stream()
                .filter(named -> named.getValue().asJsonObject().containsKey("content"))
                .map(named -> DynamicTest.dynamicTest(named.getKey(), () -> {
                    JsonObject content = named.getValue()
                            .asJsonObject()
                            .getJsonObject("content")
                            .getJsonObject("application/problem+json");
                    assertThat(problems("CarawayProblem", content.get("example")))
                            .isEmpty();
                    assertThat(named.getValue().asJsonObject().getString("description"))
                            .contains(content.getJsonObject("example")
                                    .getString("type")
                                    .substring("urn:caraway:".length()));
                }));
    }

    private static Set<ValidationMessage> problems(String schema, JsonValue value) throws JsonProcessingException {
        JsonObject whole = Json.createObjectBuilder()
                .add("components", COMPONENTS)
                .add(
                        "allOf",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder().add("$ref", "#/components/schemas/" + schema)))
                .build();
        JsonSchema validator = FACTORY.getSchema(whole.toString());
        return validator.validate(new ObjectMapper().readTree(value.toString()));
    }
}
