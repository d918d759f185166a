package org.caraway.web.internal.openapi;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.caraway.TaskSchema;
import org.caraway.web.internal.http.Route.Permission;
import org.jspecify.annotations.Nullable;

/**
 * Builds the OpenAPI 3.0 document of all requests: the static part, one request for each remote task, and the responses
 * that all requests share. Confined to one thread.
 */
public final class OpenApiDocument {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final String LOGIN = "CarawayLogin";
    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)}");
    private static final Map<String, String> ALWAYS = Map.of(
            "400", "BadRequest",
            "401", "Unauthenticated",
            "403", "Forbidden",
            "500", "InternalError",
            "503", "Unavailable");
    private static final Map<String, String> WITH_A_BODY = Map.of("413", "TooLarge", "415", "NotJson");

    private final Catalogue catalogue = Catalogue.read();
    private final TaskRequests tasks;

    /**
     * For these tasks.
     *
     * @param taken names of other schemas in the target document
     */
    public OpenApiDocument(List<TaskSchema> schemas, Set<String> taken) {
        Set<String> names = new LinkedHashSet<>(taken);
        names.addAll(catalogue.components().getJsonObject("schemas").keySet());
        JsonObject usual = catalogue.paths().getJsonObject("/tasks/{idOrName}").getJsonObject("post");
        tasks = new TaskRequests(schemas, names, usual);
    }

    /**
     * The whole document, for one resource.
     *
     * @param root the URI of the resource
     * @param challenge the header {@code WWW-Authenticate} of its 401 responses
     */
    public JsonObject at(URI root, String challenge) {
        String address = root.toString().replaceAll("/$", "");
        JsonObjectBuilder components = JSON.createObjectBuilder(components());
        components.add("securitySchemes", JSON.createObjectBuilder().add(LOGIN, login(challenge)));
        return JSON.createObjectBuilder()
                .add("openapi", catalogue.document().get("openapi"))
                .add("info", catalogue.document().get("info"))
                .add(
                        "servers",
                        JSON.createArrayBuilder().add(JSON.createObjectBuilder().add("url", address)))
                .add("tags", tags())
                .add("paths", paths("", ""))
                .add("components", components)
                .add("security", security())
                .build();
    }

    /** The tags that group the requests. */
    public JsonArray tags() {
        return catalogue.document().getJsonArray("tags");
    }

    /** The components by kind and name, without security schemes. */
    public JsonObject components() {
        JsonObjectBuilder schemas =
                JSON.createObjectBuilder(catalogue.components().getJsonObject("schemas"));
        tasks.schemas().forEach(schemas::add);
        return JSON.createObjectBuilder(catalogue.components())
                .add("schemas", schemas)
                .build();
    }

    /** The security scheme for basic authentication, by name. */
    public static JsonObject logins() {
        return JSON.createObjectBuilder().add(LOGIN, login("Basic")).build();
    }

    /** The security requirement of all requests. */
    public static JsonArray security() {
        JsonObjectBuilder login = JSON.createObjectBuilder().add(LOGIN, JsonValue.EMPTY_JSON_ARRAY);
        return JSON.createArrayBuilder().add(login).build();
    }

    private static JsonObject login(String challenge) {
        String scheme = challenge.strip().split("[\\s,]+", 2)[0].toLowerCase(Locale.ROOT);
        return JSON.createObjectBuilder()
                .add("type", "http")
                .add("scheme", scheme.isEmpty() ? "basic" : scheme)
                .build();
    }

    /**
     * The requests by path.
     *
     * @param prefix the prefix of all paths, which starts with a slash and does not end with one, or is empty
     * @param operations the prefix of all operation ids
     */
    public JsonObject paths(String prefix, String operations) {
        Map<String, Map<String, JsonObject>> byPath = new LinkedHashMap<>();
        catalogue.paths().forEach((path, item) -> item.asJsonObject()
                .forEach((method, operation) -> byPath.computeIfAbsent(path, each -> new LinkedHashMap<>())
                        .put(method, operation.asJsonObject())));
        tasks.operations().forEach((path, operation) -> byPath.put(path, Map.of("post", operation)));
        JsonArray variables = variables(prefix);
        JsonObjectBuilder paths = JSON.createObjectBuilder();
        byPath.forEach((path, methods) -> {
            JsonObjectBuilder item = JSON.createObjectBuilder();
            if (!variables.isEmpty()) {
                item.add("parameters", variables);
            }
            methods.forEach((method, operation) -> item.add(method, complete(method, operation, operations)));
            paths.add(path.equals("/") && !prefix.isEmpty() ? prefix : prefix + path, item);
        });
        return paths.build();
    }

    private static JsonArray variables(String prefix) {
        JsonArrayBuilder parameters = JSON.createArrayBuilder();
        Matcher variable = VARIABLE.matcher(prefix);
        while (variable.find()) {
            parameters.add(JSON.createObjectBuilder()
                    .add("name", variable.group(1))
                    .add("in", "path")
                    .add("required", true)
                    .add("schema", JSON.createObjectBuilder().add("type", "string")));
        }
        return parameters.build();
    }

    private static JsonObject complete(String method, JsonObject operation, String operations) {
        boolean tagged = method.equals("get") && answersJson(operation);
        JsonObjectBuilder complete = JSON.createObjectBuilder(operation)
                .remove("x-permission")
                .add("operationId", operations + operation.getString("operationId"))
                .add("description", description(operation))
                .add("responses", responses(operation, tagged, operations));
        if (tagged) {
            @Nullable JsonArray own = operation.getJsonArray("parameters");
            JsonArrayBuilder parameters = own == null ? JSON.createArrayBuilder() : JSON.createArrayBuilder(own);
            complete.add("parameters", parameters.add(reference("parameters", "IfNoneMatch")));
        }
        return complete.build();
    }

    /** Whether the response is JSON; event streams have no ETag. */
    private static boolean answersJson(JsonObject operation) {
        @Nullable JsonObject usual = operation.getJsonObject("responses").getJsonObject("200");
        return usual != null && usual.getJsonObject("content").containsKey("application/json");
    }

    private static String description(JsonObject operation) {
        String who =
                switch (Permission.valueOf(operation.getString("x-permission"))) {
                    case READ_TASKS -> "For readers, submitters and operators.";
                    case READ_ALL -> "For readers and operators.";
                    case SUBMIT -> "For submitters and operators.";
                    case SIGNAL -> "For signallers and operators.";
                    case OPERATE -> "For operators.";
                };
        String described = operation.getString("description", "");
        return described.isEmpty() ? who : described + "\n\n" + who;
    }

    private static JsonObject responses(JsonObject operation, boolean tagged, String operations) {
        JsonObjectBuilder responses = JSON.createObjectBuilder();
        JsonObject own = operation.getJsonObject("responses");
        own.forEach((status, response) -> {
            JsonObject linked = linked(response.asJsonObject(), operations);
            responses.add(status, tagged && status.equals("200") ? tagged(linked) : linked);
        });
        Map<String, String> common = new LinkedHashMap<>(ALWAYS);
        if (operation.containsKey("requestBody")) {
            common.putAll(WITH_A_BODY);
        }
        if (tagged) {
            common.put("304", "NotModified");
        }
        common.keySet().removeAll(own.keySet());
        common.keySet().stream()
                .sorted()
                .forEach(status -> responses.add(status, reference("responses", String.valueOf(common.get(status)))));
        return responses.build();
    }

    /** Links refer to operations of the same resource. */
    private static JsonObject linked(JsonObject response, String operations) {
        @Nullable JsonObject links = response.getJsonObject("links");
        if (links == null) {
            return response;
        }
        JsonObjectBuilder renamed = JSON.createObjectBuilder();
        links.forEach((name, link) -> {
            String target = link.asJsonObject().getString("operationId");
            renamed.add(name, JSON.createObjectBuilder(link.asJsonObject()).add("operationId", operations + target));
        });
        return JSON.createObjectBuilder(response).add("links", renamed).build();
    }

    private static JsonObject tagged(JsonObject response) {
        @Nullable JsonObject own = response.getJsonObject("headers");
        JsonObjectBuilder headers = own == null ? JSON.createObjectBuilder() : JSON.createObjectBuilder(own);
        headers.add("ETag", reference("headers", "ETag"));
        return JSON.createObjectBuilder(response).add("headers", headers).build();
    }

    private static JsonObject reference(String kind, String name) {
        return JSON.createObjectBuilder()
                .add("$ref", "#/components/" + kind + "/Caraway" + name)
                .build();
    }
}
