package org.caraway.web;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.caraway.web.internal.microprofile.ModelWriter;
import org.caraway.web.internal.openapi.OpenApiDocument;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.eclipse.microprofile.openapi.models.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Adds what {@link CarawayResource} answers to the server's description of the application, by MicroProfile OpenAPI:
 * the requests of each class that the application has made of it, and one for each task that says {@code remote}.
 * Without such a class nothing is added. Stateless.
 *
 * <p>{@code caraway-web.jar} sets it as {@code mp.openapi.filter}, with less weight than the application's own
 * configuration. An application that has a filter of its own extends this one, or calls it:
 *
 * <pre>{@code
 * public class Description extends CarawayOpenApi {
 *     @Override
 *     public void filterOpenAPI(OpenAPI description) {
 *         super.filterOpenAPI(description);
 *         description.getInfo().setTitle("Shop");
 *     }
 * }
 * }</pre>
 *
 * <p>Where the application says by {@code security} how to log in, that holds for Caraway's requests too; else they say
 * HTTP's basic authentication.
 */
public class CarawayOpenApi implements OASFilter {

    private static final System.Logger LOG = System.getLogger(CarawayOpenApi.class.getName());
    private static final String CATCH_ALL = "\\{path[^/]*}";

    /** For the server, and for what extends it. */
    public CarawayOpenApi() {}

    /**
     * Adds the requests. If the application has not started, or the server's model of a description is none that is
     * known here, it logs a warning: the application's own requests are described all the same.
     */
    @Override
    public void filterOpenAPI(OpenAPI openAPI) {
        Thread thread = Thread.currentThread();
        ClassLoader callers = thread.getContextClassLoader();
        thread.setContextClassLoader(getClass().getClassLoader()); // a server may ask from an application of its own
        try {
            add(openAPI, () -> CDI.current().select(ResourcePaths.class).get());
        } finally {
            thread.setContextClassLoader(callers);
        }
    }

    static void add(OpenAPI openAPI, Supplier<ResourcePaths> opened) {
        try {
            add(openAPI, opened.get());
        } catch (IllegalStateException notStarted) {
            LOG.log(
                    WARNING,
                    "MicroProfile OpenAPI asked before the application had started: its description has nothing of"
                            + " Caraway; GET openapi below the resource has it",
                    notStarted);
        } catch (RuntimeException | LinkageError unknownModel) {
            LOG.log(
                    WARNING,
                    "The server's MicroProfile OpenAPI does not take the requests of Caraway: its description has not all"
                            + " of them; GET openapi below the resource has",
                    unknownModel);
        }
    }

    private static void add(OpenAPI openAPI, ResourcePaths opened) {
        List<String> places = opened.paths();
        if (places.isEmpty()) {
            return;
        }
        Components components =
                openAPI.getComponents() == null ? OASFactory.createComponents() : openAPI.getComponents();
        @Nullable Map<String, Schema> known = components.getSchemas();
        OpenApiDocument document = new OpenApiDocument(opened.schemas(), known == null ? Set.of() : known.keySet());
        add(components, document.components());
        openAPI.setComponents(components);
        document.tags().forEach(tag -> openAPI.addTag(ModelWriter.object(tag.asJsonObject(), Tag.class)));
        Paths paths = openAPI.getPaths() == null ? OASFactory.createPaths() : openAPI.getPaths();
        List<SecurityRequirement> login = login(openAPI, components);
        for (String place : places) {
            removeScanned(paths, place);
            document.paths(place, operations(place)).forEach((path, json) -> {
                PathItem item = ModelWriter.object(json.asJsonObject(), PathItem.class);
                item.getOperations().values().forEach(operation -> login.forEach(operation::addSecurityRequirement));
                paths.addPathItem(path, item);
            });
        }
        openAPI.setPaths(paths);
    }

    /** Ids of operations are unique in the whole description, which may have several resources. */
    private static String operations(String place) {
        return place.replaceAll("[^A-Za-z0-9]+", "_").replaceFirst("^_", "") + "_";
    }

    /** What a server finds by itself says less: that any path may be asked for. */
    private static void removeScanned(Paths paths, String place) {
        @Nullable Map<String, PathItem> items = paths.getPathItems();
        if (items != null) {
            List<String> scanned = items.keySet().stream()
                    .filter(path -> path.startsWith(place + "/")
                            && path.substring(place.length() + 1).matches(CATCH_ALL))
                    .toList();
            scanned.forEach(paths::removePathItem);
        }
    }

    private static List<SecurityRequirement> login(OpenAPI openAPI, Components components) {
        if (openAPI.getSecurity() != null && !openAPI.getSecurity().isEmpty()) {
            return List.of();
        }
        OpenApiDocument.logins()
                .forEach((name, json) -> components.addSecurityScheme(
                        name, ModelWriter.object(json.asJsonObject(), SecurityScheme.class)));
        return OpenApiDocument.security().stream()
                .map(JsonValue::asJsonObject)
                .map(json -> ModelWriter.object(json, SecurityRequirement.class))
                .toList();
    }

    private static void add(Components components, JsonObject described) {
        described
                .getJsonObject("schemas")
                .forEach((name, json) ->
                        components.addSchema(name, ModelWriter.object(json.asJsonObject(), Schema.class)));
        described
                .getJsonObject("responses")
                .forEach((name, json) ->
                        components.addResponse(name, ModelWriter.object(json.asJsonObject(), APIResponse.class)));
        described
                .getJsonObject("parameters")
                .forEach((name, json) ->
                        components.addParameter(name, ModelWriter.object(json.asJsonObject(), Parameter.class)));
        described
                .getJsonObject("headers")
                .forEach((name, json) ->
                        components.addHeader(name, ModelWriter.object(json.asJsonObject(), Header.class)));
    }
}
