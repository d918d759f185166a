package org.caraway.it.web.live;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.caraway.it.harness.RestClient;

/** Reads a WebSocket. Thread-safe. */
final class SocketReader implements WebSocket.Listener {

    private static final long PATIENCE_SECONDS = 60;

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final CompletableFuture<String> answered = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private final CompletableFuture<WebSocket> socket;

    private SocketReader(RestClient client, String path, String... headers) {
        HttpRequest request = client.request(path).build();
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        request.headers().firstValue("Authorization").ifPresent(login -> builder.header("Authorization", login));
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        socket = builder.buildAsync(URI.create(request.uri().toString().replaceFirst("^http", "ws")), this);
    }

    static SocketReader follow(RestClient client, String path, String... headers) {
        return new SocketReader(client, path, headers);
    }

    /** The status with which the server refused, 101 if it did not. */
    int status() {
        try {
            socket();
            return 101;
        } catch (CompletionException refused) {
            Throwable cause = requireNonNull(refused.getCause(), "cause");
            return ((java.net.http.WebSocketHandshakeException) cause)
                    .getResponse()
                    .statusCode();
        }
    }

    WebSocket socket() {
        return socket.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    List<String> messages() {
        return List.copyOf(messages);
    }

    /** Waits for the close frame and returns its code. */
    int awaitClose() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Waits for the pong and returns its payload. */
    String awaitPong() {
        return answered.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            messages.add(part.toString());
            part.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, java.nio.ByteBuffer message) {
        answered.complete(
                java.nio.charset.StandardCharsets.UTF_8.decode(message).toString());
        from.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket from, Throwable broken) {
        closed.completeExceptionally(broken);
    }
}
