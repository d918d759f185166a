package org.caraway.it.demo;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Speaks to the demo over HTTP. Thread-safe. */
final class DemoClient {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    DemoClient(URI base) {
        this.base = base;
    }

    HttpResponse<String> upload(String contentType, byte[] content) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("reports"))
                .timeout(PATIENCE)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(content))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    JsonObject object(String path) throws IOException, InterruptedException {
        return object(get(path));
    }

    static JsonObject object(HttpResponse<String> response) {
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readObject();
        }
    }

    JsonArray array(String path) throws IOException, InterruptedException {
        try (JsonReader reader = Json.createReader(new StringReader(get(path).body()))) {
            return reader.readArray();
        }
    }
}
