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
 * Adds the requests of {@link CarawayResource} to the OpenAPI document that the server generates with MicroProfile
 * OpenAPI: the requests of each subclass in the application, and one request for each remote task. Without a subclass
 * nothing is added. Stateless.
 *
 * <p>{@code caraway-web.jar} sets it as {@code mp.openapi.filter}; the configuration of the application takes
 * precedence. An application with its own filter extends this class or calls it:
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
 * <p>If the application declares {@code security}, that applies to the requests of Caraway too; otherwise they declare
 * HTTP basic authentication.
 */
public class CarawayOpenApi implements OASFilter {

    private static final System.Logger LOG = System.getLogger(CarawayOpenApi.class.getName());
    private static final String CATCH_ALL = "\\{path[^/]*}";

    /** For the server and for subclasses. */
    public CarawayOpenApi() {}

    /**
     * Adds the requests. If the application has not started, or the OpenAPI model of the server is not supported, it
     * logs a warning and leaves the other requests of the document as they are.
     */
    @Override
    public void filterOpenAPI(OpenAPI openAPI) {
        Thread thread = Thread.currentThread();
        ClassLoader callers = thread.getContextClassLoader();
        thread.setContextClassLoader(getClass().getClassLoader()); // the server may call from an application of its own
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
                    "MicroProfile OpenAPI generated its document before the application had started: the document"
                            + " has no requests of Caraway; use GET openapi below the resource",
                    notStarted);
        } catch (RuntimeException | LinkageError unknownModel) {
            LOG.log(
                    WARNING,
                    "MicroProfile OpenAPI of this server does not support all requests of Caraway: its document is"
                            + " incomplete; use GET openapi below the resource",
                    unknownModel);
        }
    }

    private static void add(OpenAPI openAPI, ResourcePaths opened) {
        List<String> roots = opened.paths();
        if (roots.isEmpty()) {
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
        for (String root : roots) {
            removeScanned(paths, root);
            document.paths(root, operations(root)).forEach((path, json) -> {
                PathItem item = ModelWriter.object(json.asJsonObject(), PathItem.class);
                item.getOperations().values().forEach(operation -> login.forEach(operation::addSecurityRequirement));
                paths.addPathItem(path, item);
            });
        }
        openAPI.setPaths(paths);
    }

    /** Operation ids must be unique in the whole document, which may contain several resources. */
    private static String operations(String root) {
        return root.replaceAll("[^A-Za-z0-9]+", "_").replaceFirst("^_", "") + "_";
    }

    /** Removes the catch-all path that the server finds by scanning. */
    private static void removeScanned(Paths paths, String root) {
        @Nullable Map<String, PathItem> items = paths.getPathItems();
        if (items != null) {
            List<String> scanned = items.keySet().stream()
                    .filter(path -> path.startsWith(root + "/")
                            && path.substring(root.length() + 1).matches(CATCH_ALL))
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
