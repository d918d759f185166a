package org.caraway.web.internal.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.caraway.TaskSchema;
import org.junit.jupiter.api.Test;

class OpenApiDocumentTest {

    private static final URI ROOT = URI.create("http://localhost:8080/shop/api/caraway/");
    private static final TaskSchema RENDER = new TaskSchema(
            "Reports.render",
            "Renders the report of an order",
            true,
            """
            {"type": "object", "required": ["order", "colour"], "additionalProperties": false, "properties": {
              "order": {"anyOf": [{"$ref": "#/$defs/Order"}, {"type": "null"}]},
              "colour": {"type": ["string", "null"], "writeOnly": true},
              "image": {"type": ["string", "null"], "contentEncoding": "base64"},
              "zone": {"type": "string", "examples": ["Europe/Zurich"]}},
             "$defs": {"Order": {"type": "object", "properties": {
              "id": {"type": "integer", "format": "int64", "readOnly": true},
              "parent": {"$ref": "#/$defs/Order", "readOnly": true},
              "parts": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Order"}}}}}}""",
            "{\"$ref\": \"#/$defs/Page\", \"$defs\": {\"Page\": {\"type\": \"object\"}}}");
    private static final TaskSchema CLEAN = new TaskSchema(
            "clean up/all",
            "",
            true,
            "{\"type\": \"object\", \"properties\": {}, \"required\": [], \"additionalProperties\": false}",
            null);
    private static final TaskSchema INSIDE = new TaskSchema("Inside.work", "", false, CLEAN.arguments(), null);

    private final OpenApiDocument document = new OpenApiDocument(List.of(RENDER, CLEAN, INSIDE), Set.of());
    private final JsonObject whole = document.at(ROOT, "Basic realm=\"caraway\"");

    @Test
    void anOpenApiValidatorFindsNoFault() {
        SwaggerParseResult result = new OpenAPIV3Parser().readContents(whole.toString(), null, null);

        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getPaths()).containsKeys("/tasks/Reports.render", "/tasks/{idOrName}");
    }

    @Test
    void theServerIsWhereTheResourceIs() {
        assertThat(whole.getJsonArray("servers")).hasToString("[{\"url\":\"http://localhost:8080/shop/api/caraway\"}]");
    }

    @Test
    void eachReferenceLeadsSomewhereAndEachComponentIsUsed() {
        Set<String> references = new TreeSet<>();
        collect(whole, references);
        Set<String> components = new TreeSet<>();
        whole.getJsonObject("components").forEach((kind, named) -> named.asJsonObject()
                .keySet()
                .forEach(name -> components.add("#/components/" + kind + "/" + name)));
        components.remove("#/components/securitySchemes/CarawayLogin");

        assertThat(references).isEqualTo(components);
    }

    @Test
    void eachSchemaOfCarawaysOwnHasAnExample() {
        whole.getJsonObject("components").getJsonObject("schemas").forEach((name, schema) -> {
            if (name.startsWith("Caraway")) {
                assertThat(schema.asJsonObject()).as(name).containsKey("example");
            }
        });
    }

    @Test
    void idsOfOperationsAreUniqueAndSoAreThoseOfTwoResources() {
        List<String> ids = new ArrayList<>();
        List.of(document.paths("/a", "a_"), document.paths("/b", "b_"))
                .forEach(paths -> paths.values().forEach(item -> item.asJsonObject()
                        .values()
                        .forEach(operation -> ids.add(operation.asJsonObject().getString("operationId")))));

        assertThat(ids).doesNotHaveDuplicates().contains("a_listTasks", "b_submit_Reports_render");
    }

    @Test
    void onlyRemoteTasksHaveARequest() {
        assertThat(whole.getJsonObject("paths"))
                .containsKeys("/tasks/Reports.render", "/tasks/clean%20up%2Fall")
                .doesNotContainKey("/tasks/Inside.work");
        assertThat(whole.toString()).doesNotContain("Inside");
    }

    @Test
    void aTaskIsSubmittedByNameOrByPosition() {
        JsonObject operation = operation("/tasks/Reports.render", "post");

        assertThat(operation.getString("description"))
                .isEqualTo("Renders the report of an order\n\nFor submitters and operators.");
        assertThat(operation.getJsonObject("requestBody"))
                .hasToString("{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"oneOf\":["
                        + "{\"$ref\":\"#/components/schemas/Reports.render.Submission\"},"
                        + "{\"$ref\":\"#/components/schemas/Reports.render.PositionalSubmission\"}]}}}}");
        assertThat(schema("Reports.render.PositionalSubmission")
                        .getJsonObject("properties")
                        .getJsonObject("arguments"))
                .containsEntry("minItems", jakarta.json.Json.createValue(4))
                .containsEntry("maxItems", jakarta.json.Json.createValue(4));
        assertThat(operation.getJsonObject("x-caraway-result"))
                .hasToString("{\"$ref\":\"#/components/schemas/Reports.render.Result\"}");
        assertThat(operation("/tasks/clean%20up%2Fall", "post")
                        .getJsonObject("requestBody")
                        .getBoolean("required"))
                .isFalse();
    }

    @Test
    void schemasAreSaidAsOpenApi30SaysThem() {
        JsonObject arguments = schema("Reports.render.Arguments").getJsonObject("properties");

        assertThat(arguments.getJsonObject("order"))
                .hasToString("{\"allOf\":[{\"$ref\":\"#/components/schemas/Order\"}],\"nullable\":true}");
        assertThat(arguments.getJsonObject("colour"))
                .hasToString("{\"type\":\"string\",\"nullable\":true,\"writeOnly\":true}");
        assertThat(arguments.getJsonObject("image"))
                .hasToString("{\"type\":\"string\",\"nullable\":true,\"format\":\"byte\"}");
        assertThat(arguments.getJsonObject("zone")).hasToString("{\"type\":\"string\",\"example\":\"Europe/Zurich\"}");
        assertThat(schema("Order").getJsonObject("properties").getJsonObject("parent"))
                .hasToString("{\"readOnly\":true,\"allOf\":[{\"$ref\":\"#/components/schemas/Order\"}]}");
        assertThat(schema("Order").getJsonObject("properties").getJsonObject("parts"))
                .hasToString(
                        "{\"type\":\"object\",\"additionalProperties\":{\"$ref\":\"#/components/schemas/Order\"}}");
    }

    @Test
    void aTypeGivesWayToAnotherOfItsName() {
        OpenApiDocument besides = new OpenApiDocument(List.of(RENDER), Set.of("Order", "Reports.render"));

        Map<String, JsonValue> schemas = besides.components().getJsonObject("schemas");
        assertThat(schemas)
                .containsKeys("Order_2", "Page", "Reports.render_2.Arguments")
                .doesNotContainKey("Order");
        assertThat(schemas.get("Order_2").toString())
                .contains("#/components/schemas/Order_2")
                .doesNotContain("schemas/Order\"");
    }

    @Test
    void whatHoldsForEveryRequestIsSaidOfEach() {
        whole.getJsonObject("paths").forEach((path, item) -> item.asJsonObject().forEach((method, described) -> {
            JsonObject operation = described.asJsonObject();
            JsonObject responses = operation.getJsonObject("responses");
            assertThat(responses).as(path).containsKeys("400", "401", "403", "500", "503");
            assertThat(operation.getString("description")).as(path).endsWith("operators.");
            assertThat(operation).as(path).doesNotContainKey("x-permission").containsKeys("summary", "tags");
            assertThat(responses.containsKey("413")).as(path).isEqualTo(operation.containsKey("requestBody"));
            boolean json = responses.containsKey("200")
                    && responses.getJsonObject("200").getJsonObject("content").containsKey("application/json");
            assertThat(responses.containsKey("304")).as(path).isEqualTo(method.equals("get") && json);
        }));
    }

    @Test
    void oneLogsInAsTheResourceSays() {
        assertThat(scheme("Basic realm=\"caraway\"")).isEqualTo("basic");
        assertThat(scheme("Bearer")).isEqualTo("bearer");
        assertThat(scheme("")).isEqualTo("basic");
    }

    @Test
    void variablesOfTheResourcesOwnPathAreParameters() {
        JsonObject item = document.paths("/api/{tenant}/tasks", "x_").getJsonObject("/api/{tenant}/tasks/queues");

        assertThat(item.getJsonArray("parameters"))
                .hasToString(
                        "[{\"name\":\"tenant\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\"}}]");
    }

    private String scheme(String challenge) {
        return document.at(ROOT, challenge)
                .getJsonObject("components")
                .getJsonObject("securitySchemes")
                .getJsonObject("CarawayLogin")
                .getString("scheme");
    }

    private JsonObject schema(String name) {
        return whole.getJsonObject("components").getJsonObject("schemas").getJsonObject(name);
    }

    private JsonObject operation(String path, String method) {
        return whole.getJsonObject("paths").getJsonObject(path).getJsonObject(method);
    }

    private static void collect(JsonValue value, Set<String> references) {
        if (value.getValueType() == JsonValue.ValueType.ARRAY) {
            value.asJsonArray().forEach(item -> collect(item, references));
        } else if (value.getValueType() == JsonValue.ValueType.OBJECT) {
            value.asJsonObject().forEach((member, inner) -> {
                if (member.equals("$ref") && inner instanceof JsonString reference) {
                    references.add(reference.getString());
                } else {
                    collect(inner, references);
                }
            });
        }
    }
}
