package org.caraway.web;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The OpenAPI description of the requests, as tests read it. Stateless. */
final class Described {

    private Described() {}

    static JsonObject document() {
        try (InputStream file = Endpoint.class.getResourceAsStream("internal/openapi/requests.json");
                JsonReader reader = Json.createReader(file)) {
            return reader.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonObject paths() {
        return document().getJsonObject("paths");
    }

    /** The properties of the body of an operation, none if it has no body that is an object. */
    static JsonObject body(JsonObject operation) {
        if (!operation.containsKey("requestBody")) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        JsonObject schema = resolved(operation
                .getJsonObject("requestBody")
                .getJsonObject("content")
                .getJsonObject("application/json")
                .getJsonObject("schema"));
        return schema.getOrDefault("properties", JsonValue.EMPTY_JSON_OBJECT).asJsonObject();
    }

    private static JsonObject resolved(JsonObject schema) {
        String reference = schema.getString("$ref", "");
        return reference.isEmpty()
                ? schema
                : document()
                        .getJsonObject("components")
                        .getJsonObject("schemas")
                        .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
    }
}
