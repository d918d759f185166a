package org.caraway.it.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TcpProxy;
import org.jspecify.annotations.Nullable;

/** A server with its own network connection to the database. Confined to one thread, except requests. */
final class Node implements AutoCloseable {

    static final Duration REQUEST_CAP = Duration.ofSeconds(30);

    /** The timeout of requests under load, whose response a fault may have lost. */
    static final Duration SOON = Duration.ofSeconds(2);

    private final ServerSettings settings;
    private final TcpProxy network;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(REQUEST_CAP)
            .build();
    private volatile @Nullable PayaraProcess process;

    Node(ServerSettings settings, TcpProxy network) {
        this.settings = settings;
        this.network = network;
    }

    String name() {
        return settings.name();
    }

    TcpProxy network() {
        return network;
    }

    void start() {
        process = PayaraProcess.start(settings);
    }

    /** The process of the running server. */
    PayaraProcess process() {
        PayaraProcess running = process;
        if (running == null) {
            throw new IllegalStateException(name() + " does not run");
        }
        return running;
    }

    void kill() throws InterruptedException {
        process().kill();
        process = null;
    }

    void stop() throws InterruptedException {
        process().stop();
        process = null;
    }

    /**
     * Enqueues equal tasks through the application, and returns their ids.
     *
     * @param cap the timeout of the request
     * @throws IOException if it did not confirm that; the message is the response
     */
    List<UUID> enqueue(String task, int count, int millis, Duration delay, Duration cap) throws IOException {
        String path = "fault/tasks?name=" + task + "&count=" + count + "&millis=" + millis + "&delay=" + delay;
        return post(path, cap).lines().map(UUID::fromString).toList();
    }

    /** Enqueues a workflow through the application, and returns its id; errors as above. */
    UUID enqueue(WorkflowShape shape, int size, Duration cap) throws IOException {
        return UUID.fromString(post("fault/workflows?shape=" + shape + "&size=" + size, cap));
    }

    /** Enqueues the numbers up to this one with their sum, and returns the id of that. */
    UUID enqueueChord(long members) throws IOException {
        return UUID.fromString(post("fault/chord?members=" + members, REQUEST_CAP));
    }

    /** Returns when the application has given the connections back. */
    void exhaustPool(Duration length) throws IOException {
        long taken = Long.parseLong(post("fault/pool?millis=" + length.toMillis(), length.plus(REQUEST_CAP)));
        if (taken == 0) {
            throw new IOException(name() + " got no connection");
        }
    }

    private String post(String path, Duration cap) throws IOException {
        HttpResponse<String> response = send("POST", path, cap);
        if (response.statusCode() != 200) {
            throw new IOException(response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    private HttpResponse<String> send(String method, String path, Duration cap) throws IOException {
        PayaraProcess running = process;
        if (running == null) {
            throw new IOException(name() + " does not run");
        }
        HttpRequest request = HttpRequest.newBuilder(running.base().resolve(path))
                .timeout(cap)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The request was interrupted", e);
        }
    }

    /** A number from the application. */
    long number(String path) {
        try {
            return Long.parseLong(send("GET", path, REQUEST_CAP).body().strip());
        } catch (IOException e) {
            throw new UncheckedIOException(name() + " does not answer", e);
        }
    }

    @Override
    public void close() {
        PayaraProcess running = process;
        if (running != null) {
            running.close();
        }
        network.close();
    }
}
