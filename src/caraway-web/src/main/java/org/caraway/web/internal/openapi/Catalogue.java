package org.caraway.web.internal.openapi;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The static part of the OpenAPI document, with the same paths as the routes. Each operation has {@code x-permission},
 * the permission of its route; responses that all requests share, such as status 401, are added later. Immutable.
 *
 * @param document the document
 */
record Catalogue(JsonObject document) {

    private static final String FILE = "requests.json";

    /** Reads the document of this JAR. */
    static Catalogue read() {
        try (InputStream file = Catalogue.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is missing in caraway-web.jar. This is a bug in Caraway.");
            }
            try (JsonReader reader = JsonProvider.provider().createReader(file)) {
                return new Catalogue(reader.readObject());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + FILE, e);
        }
    }

    /** By path, and then by method in lower case. */
    JsonObject paths() {
        return document.getJsonObject("paths");
    }

    /** By kind, and then by name. */
    JsonObject components() {
        return document.getJsonObject("components");
    }
}
