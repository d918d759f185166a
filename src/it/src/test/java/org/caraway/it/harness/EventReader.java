package org.caraway.it.harness;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Reads server-sent events with a plain HTTP client. Thread-safe. */
public final class EventReader implements Flow.Subscriber<String>, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<Event> events = new ArrayList<>();
    private final List<Long> arrivals = new ArrayList<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private final CompletableFuture<HttpResponse.ResponseInfo> head = new CompletableFuture<>();
    private final CompletableFuture<HttpResponse<Void>> response;
    private String id = "";
    private String event = "";
    private String data = "";

    /** An event as it came. */
    public record Event(String id, String name, String data) {}

    private EventReader(RestClient client, String path, String... headers) {
        response = HTTP.sendAsync(client.request(path, headers).GET().build(), info -> {
            head.complete(info); // the response itself is there when the answer has ended
            return BodySubscribers.fromLineSubscriber(this);
        });
    }

    /** Reads what is at this path. */
    public static EventReader follow(RestClient client, String path, String... headers) {
        return new EventReader(client, path, headers);
    }

    /** The head of the answer. */
    public HttpResponse.ResponseInfo response() {
        return head.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    /** When each came, by this machine's clock, in milliseconds. */
    public synchronized List<Long> arrivals() {
        return List.copyOf(arrivals);
    }

    /** How many bytes the data of all events have. */
    public synchronized long bytes() {
        return events.stream()
                .mapToLong(each -> each.data().getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    /** Waits for an event. */
    public Event await(Predicate<Event> wanted) {
        Awaitility.await("an event")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> events().stream().anyMatch(wanted));
        return events().stream().filter(wanted).findFirst().orElseThrow();
    }

    /** Whether the answer has ended. */
    public boolean isOver() {
        return ended.isDone();
    }

    /** Waits until the response is complete; returns whether it completed normally. */
    public boolean awaitEnd() {
        return ended.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public void onSubscribe(Flow.Subscription made) {
        subscription.complete(made);
        made.request(Long.MAX_VALUE);
    }

    @Override
    public synchronized void onNext(String line) {
        if (line.startsWith("id: ")) {
            id = line.substring(4);
        } else if (line.startsWith("event: ")) {
            event = line.substring(7);
        } else if (line.startsWith("data: ")) {
            data = line.substring(6);
        } else if (line.isEmpty() && !data.isEmpty()) {
            events.add(new Event(id, event, data));
            arrivals.add(System.currentTimeMillis());
            data = "";
        }
    }

    @Override
    public void onError(Throwable broken) {
        ended.complete(false);
    }

    @Override
    public void onComplete() {
        ended.complete(true);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
    public void close() {
        subscription.thenAccept(Flow.Subscription::cancel);
        response.cancel(true);
    }
}
