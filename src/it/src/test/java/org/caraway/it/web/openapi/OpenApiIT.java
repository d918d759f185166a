package org.caraway.it.web.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.it.harness.RestClient.assertProblem;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.RestClient;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.caraway.it.web.rest.RestWar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The description of the requests, by the server and by the resource itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiIT {

    /** Payara's own member, beside what OpenAPI has; it is there without Caraway, too. */
    private static final String OF_PAYARA = "attribute endpoints is unexpected";

    @SuppressWarnings("NullAway.Init") // set before all tests
    private PayaraProcess server;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RestClient operator;

    @BeforeAll
    void start() {
        server = PayaraProcess.start(ServerSettings.onH2("openapi", RestWar.write()));
        operator = new RestClient(server.base().resolve("api/"), "operator");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void theServersDescriptionHasTheRequestsOfEachResource() {
        Description description = ofTheServer(server);

        assertThat(description.faults()).isSubsetOf(OF_PAYARA);
        assertThat(description.document().path("paths").fieldNames())
                .toIterable()
                .contains("/api/own", "/api/caraway", "/api/caraway/tasks/{idOrName}", "/api/short/health")
                .contains("/api/caraway/tasks/RestTasks.greet")
                .doesNotContain("/api/caraway/tasks/RestTasks.inside")
                .noneMatch(path -> path.contains("{path"));
        JsonNode greet = description.document().at("/paths/~1api~1caraway~1tasks~1RestTasks.greet/post");
        assertThat(greet.path("operationId").asText()).isEqualTo("api_caraway_submit_RestTasks_greet");
        assertThat(greet.path("description").asText()).startsWith("Greets somebody");
        assertThat(greet.path("security").toString()).isEqualTo("[{\"CarawayLogin\":[]}]");
        assertThat(description
                        .document()
                        .at("/components/schemas/RestTasks.hush.Arguments/properties/secret")
                        .path("writeOnly")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void theResourceDescribesItselfToThoseWhoMaySeeIt() {
        Description description = ofTheResource("submitter");

        assertThat(description.faults()).isEmpty();
        assertThat(description.document().at("/servers/0/url").asText()).isEqualTo(server.base() + "api/caraway");
        assertThat(description.document().path("paths").fieldNames())
                .toIterable()
                .contains("/", "/tasks/{idOrName}", "/tasks/RestTasks.greet");
        assertProblem(operator.as("").get("caraway/openapi"), 401, "unauthenticated");
        assertProblem(operator.as("stranger").get("caraway/openapi"), 403, "forbidden");
    }

    @Test
    void bothDescriptionsSayTheSame() {
        JsonNode own = ofTheResource("reader").document();
        JsonNode servers = ofTheServer(server).document();

        assertThat(servers.path("components").path("schemas"))
                .isEqualTo(own.path("components").path("schemas"));
        own.path("paths").properties().forEach(path -> {
            String place = ("/api/caraway" + path.getKey()).replaceFirst("/$", "");
            path.getValue().properties().forEach(operation -> assertThat(servers.path("paths")
                            .path(place)
                            .path(operation.getKey())
                            .path("responses")
                            .fieldNames())
                    .toIterable()
                    .as(place)
                    .containsExactlyInAnyOrderElementsOf(
                            names(operation.getValue().path("responses"))));
        });
    }

    @Test
    void whatIsAnsweredIsWhatIsDescribed() {
        Description description = ofTheResource("operator");
        String greeted = operator.submit(
                "RestTasks.greet",
                "{\"arguments\": [\"Ann\", 1], \"options\": {\"labels\": {\"run\": \"a\"}, \"key\": \"k\"}}");
        String failed = operator.submit("RestTasks.fail", "[\"why\"]");
        String hushed = operator.submit("RestTasks.hush", "[\"s3cret\"]");
        operator.awaitState(greeted, "SUCCESS");
        operator.awaitState(failed, "FAILURE");
        operator.awaitState(hushed, "SUCCESS");
        operator.put("caraway/queues/default", "{\"maxConcurrent\": 4}");
        operator.put("caraway/definitions/RestTasks.greet", "{\"rateLimit\": \"1000/s\", \"timeLimit\": \"PT1M\"}");

        List<String> differences = new ArrayList<>();
        for (String place : List.of("", "/status", "/attempts", "/log", "/result")) {
            String template = place.isEmpty() ? "/tasks/{idOrName}" : "/tasks/{id}" + place;
            compare(description, "get", template, operator.get("caraway/tasks/" + greeted + place), differences);
            compare(description, "get", template, operator.get("caraway/tasks/" + failed + place), differences);
        }
        compare(description, "get", "/tasks/{idOrName}", operator.get("caraway/tasks/" + hushed), differences);
        for (String place : List.of(
                "",
                "tasks",
                "queues",
                "workers",
                "definitions",
                "limits",
                "health",
                "stats",
                "stats/history",
                "failures",
                "audit",
                "openapi")) {
            compare(description, "get", "/" + place, operator.get("caraway/" + place), differences);
        }
        compare(description, "get", "/queues/{queue}", operator.get("caraway/queues/default"), differences);
        compare(description, "get", "/queues/{queue}", operator.get("caraway/queues/unknown"), differences);
        compare(
                description,
                "get",
                "/definitions/{name}",
                operator.get("caraway/definitions/RestTasks.greet"),
                differences);
        compare(description, "post", "/workers/inspect", operator.post("caraway/workers/inspect", "{}"), differences);
        compare(description, "put", "/queues/{queue}", operator.put("caraway/queues/default", "{}"), differences);
        compare(description, "get", "/tasks", operator.get("caraway/tasks?limit=1001"), differences);
        compare(description, "get", "/audit", operator.as("reader").get("caraway/audit"), differences);
        assertThat(differences).isEmpty();
    }

    private static void compare(
            Description description,
            String method,
            String path,
            HttpResponse<String> answer,
            List<String> differences) {
        description
                .differences(path, method, answer)
                .forEach(each -> differences.add(method.toUpperCase(Locale.ROOT) + " " + path + ": " + each));
    }

    @Test
    void theDefinitionOfATaskHasItsSchemas() {
        assertThat(RestClient.object(operator.get("caraway/definitions/RestTasks.sleep"))
                        .getJsonObject("schema"))
                .hasToString("{\"arguments\":{\"type\":\"object\",\"properties\":{\"seconds\":{\"type\":\"integer\","
                        + "\"format\":\"int32\"}},\"required\":[\"seconds\"],\"additionalProperties\":false},"
                        + "\"result\":{\"type\":[\"string\",\"null\"]}}");
    }

    @Test
    void anApplicationMayHaveAFilterOfItsOwn() {
        try (PayaraProcess shop = PayaraProcess.start(ServerSettings.onH2(
                "openapi-shop",
                TestWar.write(TestWar.lean(
                        "openapi-shop",
                        "mp.openapi.filter=" + ShopDescription.class.getName() + "\n",
                        ShopDescription.class,
                        ShopApplication.class,
                        ShopApplication.Orders.class,
                        ShopApplication.Operations.class,
                        ShopApplication.Order.class,
                        ShopApplication.Order.Line.class,
                        ShopTasks.class,
                        ShopTasks.Order.class))))) {
            Description description = ofTheServer(shop);

            JsonNode document = description.document();
            assertThat(description.faults()).isSubsetOf(OF_PAYARA);
            assertThat(document.at("/info/title").asText()).isEqualTo("Shop");
            assertThat(document.path("paths").fieldNames())
                    .toIterable()
                    .contains("/v1/orders", "/v1/{tenant}/tasks/queues", "/v1/{tenant}/tasks/tasks/ShopTasks.ship");
            assertThat(document.at("/components/schemas/Order/properties").fieldNames())
                    .toIterable()
                    .containsExactly("lines");
            assertThat(document.at("/components/schemas/Order_2/properties").fieldNames())
                    .toIterable()
                    .containsExactly("id", "parent");
            assertThat(document.at("/components/securitySchemes").fieldNames())
                    .toIterable()
                    .containsExactly("token");
            assertThat(document.at("/paths/~1v1~1{tenant}~1tasks~1queues/get").has("security"))
                    .isFalse();
        }
    }

    private static Description ofTheServer(PayaraProcess server) {
        return new Description(new RestClient(server.base(), "").get("openapi", "Accept", "application/json"));
    }

    private Description ofTheResource(String user) {
        return new Description(operator.as(user).get("caraway/openapi"));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
