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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

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
        return send(uploading(contentType, content));
    }

    /** As somebody who belongs to this tenant. */
    HttpResponse<String> upload(String contentType, byte[] content, String tenant)
            throws IOException, InterruptedException {
        return send(uploading(contentType, content).header("X-Tenant", tenant));
    }

    private HttpRequest.Builder uploading(String contentType, byte[] content) {
        return HttpRequest.newBuilder(base.resolve("reports"))
                .timeout(PATIENCE)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(content));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Posts JSON as the operator with this password. */
    HttpResponse<String> operate(String path, String password, String json) throws IOException, InterruptedException {
        String login = Base64.getEncoder().encodeToString(("operator:" + password).getBytes(StandardCharsets.UTF_8));
        return send(HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Basic " + login)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
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
        return parsed(response.body());
    }

    static JsonObject parsed(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    JsonArray array(String path) throws IOException, InterruptedException {
        try (JsonReader reader = Json.createReader(new StringReader(get(path).body()))) {
            return reader.readArray();
        }
    }
}
