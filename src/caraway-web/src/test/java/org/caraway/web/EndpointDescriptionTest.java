package org.caraway.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.caraway.web.internal.http.Route;
import org.junit.jupiter.api.Test;

/** What is open and what is described is the same. */
class EndpointDescriptionTest {

    private static final Path PAGE = Path.of("../../docs/reference/rest.md");
    private static final Pattern REQUEST = Pattern.compile("(?<=\\| |, )`(GET|PUT|POST|DELETE) ([a-zA-Z/{}]+)");

    @Test
    void eachRouteIsDescribedWithItsPermissionAndNothingElseIs() {
        Map<String, String> open = new TreeMap<>();
        for (Route route : routes()) {
            open.put(place(route.method(), route.template()), route.permission().name());
        }

        assertThat(described()).as("internal/openapi/requests.json").isEqualTo(open);
    }

    /** One path has an id or a name, which the page distinguishes. */
    @Test
    void thePageOfThemHasEachAndNoOther() throws IOException {
        Set<String> documented = new TreeSet<>();
        Matcher request = REQUEST.matcher(Files.readString(PAGE));
        while (request.find()) {
            documented.add(request.group(1) + " /"
                    + request.group(2).replaceFirst("^tasks/\\{(id|name)}$", "tasks/{idOrName}"));
        }
        Set<String> wanted = new TreeSet<>();
        Described.paths().forEach((path, item) -> item.asJsonObject()
                .forEach((method, operation) -> wanted.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        wanted.remove("GET /"); // the list of these

        assertThat(documented).as("docs/reference/rest.md").isEqualTo(wanted);
    }

    @Test
    void eachVariableIsAParameter() {
        Described.paths().forEach((path, item) -> item.asJsonObject().forEach((method, operation) -> {
            long variables = path.chars().filter(character -> character == '{').count();
            List<JsonValue> parameters = operation
                    .asJsonObject()
                    .getOrDefault("parameters", JsonValue.EMPTY_JSON_ARRAY)
                    .asJsonArray();
            assertThat(parameters.stream()
                            .filter(EndpointDescriptionTest::isInPath)
                            .count())
                    .as(method + " " + path)
                    .isEqualTo(variables);
        }));
    }

    private static boolean isInPath(JsonValue parameter) {
        String reference = parameter.asJsonObject().getString("$ref", "");
        JsonObject resolved = reference.isEmpty()
                ? parameter.asJsonObject()
                : Described.document()
                        .getJsonObject("components")
                        .getJsonObject("parameters")
                        .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
        return resolved.getString("in").equals("path");
    }

    private static Map<String, String> described() {
        Map<String, String> described = new TreeMap<>();
        Described.paths().forEach((path, item) -> item.asJsonObject()
                .forEach((method, operation) -> described.put(
                        place(method.toUpperCase(java.util.Locale.ROOT), path.substring(1)),
                        operation.asJsonObject().getString("x-permission"))));
        return described;
    }

    /** Two variables in one place are one path to OpenAPI, whatever their names. */
    private static String place(String method, String template) {
        return method + " " + template.replaceAll("\\{[^{}]*}", "{}");
    }

    private static List<Route> routes() {
        return TestEndpoint.over(new Stub(), new Stub()).routes();
    }
}
