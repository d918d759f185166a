package org.caraway.it.web.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.oas.OpenApi30;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;

/** A description of requests that a server gave, and what it promises. Confined to one thread. */
final class Description {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String text;
    private final JsonNode document;

    Description(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        text = answer.body();
        document = parsed(text);
    }

    JsonNode document() {
        return document;
    }

    /** What a validator finds fault with. */
    List<String> faults() {
        return new OpenAPIV3Parser().readContents(text, null, null).getMessages();
    }

    /**
     * How the answer to a request differs from what is described: what is missing, of another type, or not described.
     */
    Set<ValidationMessage> differences(String path, String method, HttpResponse<String> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        JsonNode response =
                document.path("paths").path(path).path(method).path("responses").path("" + answer.statusCode());
        JsonNode described =
                response.has("$ref") ? document.at(response.get("$ref").asText().substring(1)) : response;
        JsonNode schema = described.path("content").path(type).path("schema");
        assertThat(schema.isMissingNode())
                .as("%s %s answers %s with %s, which is not described", method, path, answer.statusCode(), type)
                .isFalse();
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", closed(document.get("components").deepCopy()));
        whole.set("allOf", JSON.createArrayNode().add(schema));
        return JsonSchemaFactory.getInstance(
                        SpecVersion.VersionFlag.V4, builder -> builder.metaSchema(OpenApi30.getInstance())
                                .defaultMetaSchemaIri(OpenApi30.getInstance().getIri()))
                .getSchema(whole)
                .validate(parsed(answer.body()));
    }

    /** The same without room for members that are not described. */
    private static JsonNode closed(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("type").asText().equals("object")
                && object.has("properties")
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(Description::closed);
        return node;
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(json, broken);
        }
    }
}
