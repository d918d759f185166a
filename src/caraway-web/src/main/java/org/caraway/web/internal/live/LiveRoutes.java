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
import org.caraway.TaskView;
import org.caraway.web.internal.access.Access;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Caller;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.json.FieldErrors;
import org.caraway.web.internal.json.Values;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients follow tasks. Thread-safe. Who may not read everything follows tasks that they have enqueued; of the
 * rest not even that it exists is told. What may be followed is decided once, when the connection is made.
 */
public final class LiveRoutes {

    private static final int NAMED_CAP = 100;

    private final TaskSource tasks;
    private final Access access;
    private final Hub hub;
    private final Connector connector;

    /**
     * The hub, and how many may follow through it.
     *
     * @param open the hub; null before the application has started and when it stops
     * @param cap of all who follow on this node
     */
    public record Hub(@Nullable LiveHub open, int cap) {}

    /**
     * Over these.
     *
     * @param connector makes the connection of the request
     */
    public LiveRoutes(TaskSource tasks, Access access, Hub hub, Connector connector) {
        this.tasks = tasks;
        this.access = access;
        this.hub = hub;
        this.connector = connector;
    }

    /** What is here. */
    public List<Route> routes() {
        return List.of(
                new Route("GET", "events", Permission.READ_TASKS, this::events),
                new Route("GET", "live", Permission.READ_TASKS, this::live));
    }

    private Answer events(WebRequest request, Map<String, String> variables) {
        Subscription wish = wish(request);
        SortedMap<UUID, Status> shown = visible(request.caller(), wish);
        if (!shown.isEmpty() && TaskStream.isDone(shown, wish.after())) {
            return Answer.nothing(); // which tells a browser not to connect again
        }
        connect(StreamFormat.EVENTS, permitted(request.caller(), wish));
        return Answer.of(200, null);
    }

    private Answer live(WebRequest request, Map<String, String> variables) {
        Answer upgrade = Handshake.answer(request);
        Subscription wish = wish(request);
        visible(request.caller(), wish);
        connect(StreamFormat.FRAMES, permitted(request.caller(), wish));
        return upgrade;
    }

    private void connect(StreamFormat wire, Subscription wish) {
        LiveHub open = hub.open();
        if (open == null) {
            throw new Refusal(
                    Problem.of(503, "unavailable", "Nothing can be followed now", "The application starts or stops")
                            .with("Retry-After", "5"));
        }
        Subscriber subscriber = open.subscribe(wire, wish, hub.cap());
        boolean connected = false;
        try {
            connector.connect(subscriber);
            connected = true;
        } finally {
            if (!connected) {
                subscriber.disconnected();
            }
        }
    }

    /** Refuses what the caller may not follow; returns how the tasks stand, if it is tasks. */
    private SortedMap<UUID, Status> visible(Caller caller, Subscription wish) {
        boolean readsAll = access.allows(caller, Permission.READ_ALL);
        Map<UUID, TaskView> found = wish.tasks().isEmpty() ? Map.of() : tasks.views(wish.tasks());
        SortedMap<UUID, Status> shown = new TreeMap<>();
        for (UUID id : wish.tasks()) {
            TaskView task = found.get(id);
            if (task == null || !(readsAll || isOwn(task, caller))) {
                throw new Refusal(Problem.of(
                        404, "no-such-task", "The task does not exist", "You can see no task with the id " + id));
            }
            shown.put(id, Status.of(id, task));
        }
        return shown;
    }

    /** What the caller may be told of it. */
    private Subscription permitted(Caller caller, Subscription wish) {
        return access.allows(caller, Permission.READ_ALL)
                ? wish
                : wish.ownedBy(requireNonNull(caller.name(), "caller"));
    }

    private static boolean isOwn(TaskView task, Caller caller) {
        @Nullable String creator = task.createdBy();
        return creator != null && creator.equals(caller.name());
    }

    private static Subscription wish(WebRequest request) {
        request.allowOnlyParameters("task", "queue", "name", "after");
        FieldErrors errors = new FieldErrors();
        Set<UUID> tasks = several(request, "task", Values::id, errors);
        Set<String> queues = several(request, "queue", Values::text, errors);
        Set<String> names = several(request, "name", Values::text, errors);
        if (!tasks.isEmpty() && !(queues.isEmpty() && names.isEmpty())) {
            errors.add("task", "Follow either tasks by id, or changes by queue and name");
        }
        errors.throwIfAny();
        // a browser that connects again repeats the address, and says in the header how far it came since
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
