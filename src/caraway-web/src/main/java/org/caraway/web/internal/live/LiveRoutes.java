package org.caraway.web.internal.live;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.caraway.TaskSummary;
import org.caraway.web.internal.access.Access;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Caller;
import org.caraway.web.internal.http.CallerPlaces;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.json.FieldErrors;
import org.caraway.web.internal.json.Values;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes clients to tasks and changes. Thread-safe. Callers who cannot read everything can subscribe to tasks that
 * they have enqueued; other tasks do not exist for them. Permissions are checked once, when the client connects.
 */
public final class LiveRoutes {

    private static final int NAMED_CAP = 100;

    private final TaskSource tasks;
    private final Access access;
    private final Hub hub;
    private final Connector connector;

    /**
     * The hub and its maximum number of clients.
     *
     * @param open the hub; null before the application has started and while it is stopping
     * @param cap the maximum number of clients on this node
     * @param places the places that each caller has taken
     * @param capOfCaller the maximum number of clients of one caller
     */
    public record Hub(@Nullable LiveHub open, int cap, CallerPlaces places, int capOfCaller) {}

    /**
     * Over these.
     *
     * @param connector creates the connection of the request
     */
    public LiveRoutes(TaskSource tasks, Access access, Hub hub, Connector connector) {
        this.tasks = tasks;
        this.access = access;
        this.hub = hub;
        this.connector = connector;
    }

    /** The routes of this class. */
    public List<Route> routes() {
        return List.of(
                new Route("GET", "events", Permission.READ_TASKS, this::events),
                new Route("GET", "live", Permission.READ_TASKS, this::live));
    }

    private Answer events(WebRequest request, Map<String, String> variables) {
        Subscription subscription = subscription(request);
        SortedMap<UUID, Status> shown = visible(request.caller(), subscription);
        if (!shown.isEmpty() && TaskStream.isDone(shown, subscription.after())) {
            return Answer.nothing(); // a browser does not reconnect after 204
        }
        connect(StreamFormat.EVENTS, request.caller(), subscription);
        return Answer.of(200, null);
    }

    private Answer live(WebRequest request, Map<String, String> variables) {
        Answer upgrade = Handshake.answer(request);
        Subscription subscription = subscription(request);
        visible(request.caller(), subscription);
        connect(StreamFormat.FRAMES, request.caller(), subscription);
        return upgrade;
    }

    private void connect(StreamFormat wire, Caller caller, Subscription subscription) {
        LiveHub open = hub.open();
        if (open == null) {
            throw LiveRefusals.notRunning();
        }
        if (!hub.places().take(caller, hub.capOfCaller())) {
            throw LiveRefusals.tooManySubscribersOfCaller();
        }
        @Nullable Subscriber subscriber = null;
        boolean connected = false;
        try {
            subscriber = subscribe(open, wire, permitted(caller, subscription));
            subscriber.afterDisconnect(() -> hub.places().release(caller));
            connector.connect(subscriber);
            connected = true;
        } finally {
            if (subscriber == null) {
                hub.places().release(caller);
            } else if (!connected) {
                subscriber.disconnected();
            }
        }
    }

    private Subscriber subscribe(LiveHub open, StreamFormat wire, Subscription subscription) {
        try {
            return open.subscribe(wire, subscription, hub.cap());
        } catch (IllegalArgumentException noPosition) {
            throw new Refusal(Problem.badFields(
                    List.of(new Problem.Field("after", "Give the id of an event of this stream, or leave it out"))));
        }
    }

    /**
     * Refuses tasks that the caller cannot read; returns the statuses of the tasks, empty for a subscription to
     * changes.
     */
    private SortedMap<UUID, Status> visible(Caller caller, Subscription subscription) {
        Map<UUID, TaskSummary> found =
                subscription.tasks().isEmpty() ? Map.of() : tasks.summaries(subscription.tasks());
        SortedMap<UUID, Status> shown = new TreeMap<>();
        for (UUID id : subscription.tasks()) {
            TaskSummary task = found.get(id);
            if (task == null || !access.reads(caller, task.createdBy(), task.parentId() != null)) {
                throw new Refusal(Problem.of(
                        404, "no-such-task", "The task does not exist", "You have no task with the id " + id));
            }
            shown.put(id, Status.of(id, task));
        }
        return shown;
    }

    /** The subscription, restricted to the tasks that the caller can read. */
    private Subscription permitted(Caller caller, Subscription subscription) {
        return access.allows(caller, Permission.READ_ALL)
                ? subscription
                : subscription.ownedBy(requireNonNull(caller.name(), "caller"), access.descendants());
    }

    private static Subscription subscription(WebRequest request) {
        request.allowOnlyParameters("task", "queue", "name", "after");
        FieldErrors errors = new FieldErrors();
        Set<UUID> tasks = several(request, "task", Values::id, errors);
        Set<String> queues = several(request, "queue", Values::text, errors);
        Set<String> names = several(request, "name", Values::text, errors);
        if (!tasks.isEmpty() && !(queues.isEmpty() && names.isEmpty())) {
            errors.add("task", "Give either tasks by id, or queues and names");
        }
        errors.throwIfAny();
        // a browser that reconnects repeats the URI, and sends the id of the last event in the header
        @Nullable
        String after =
                request.header("Last-Event-ID").filter(id -> !id.isEmpty()).orElse(request.parameter("after"));
        return new Subscription(tasks, queues, names, after);
    }

    private static <T> Set<T> several(
            WebRequest request, String name, Function<String, T> reading, FieldErrors errors) {
        List<String> values = request.query().getOrDefault(name, List.of());
        if (values.size() > NAMED_CAP) {
            errors.add(name, "Give at most " + NAMED_CAP);
            return Set.of();
        }
        Set<T> read = new HashSet<>();
        for (String value : values) {
            T one = errors.read(name, () -> reading.apply(value));
            if (one != null) {
                read.add(one);
            }
        }
        return read;
    }
}
