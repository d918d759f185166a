package org.caraway.web.internal.submit;

import static java.util.Objects.requireNonNull;

import jakarta.json.JsonValue;
import jakarta.json.JsonValue.ValueType;
import jakarta.json.spi.JsonProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.caraway.InvalidArgumentsException;
import org.caraway.NoSuchTaskException;
import org.caraway.TaskCall;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.caraway.TaskState;
import org.caraway.UniqueKey;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.json.FieldErrors;
import org.caraway.web.internal.json.JsonBody;
import org.caraway.web.internal.json.ObjectReader;
import org.jspecify.annotations.Nullable;

/**
 * Enqueues tasks by name. Thread-safe.
 *
 * <p>The body is a JSON array of the arguments by position, or an object with {@code arguments} (an array by position
 * or an object by parameter name) and {@code options}. No body means no arguments.
 *
 * <p>A request with an {@code Idempotency-Key} can be repeated for a day: one caller, name and key create one task. The
 * key is stored as a hash with caller and name, so that no caller receives the task of another. The option {@code
 * uniqueKey} belongs to its caller in the same way.
 */
public final class Submissions {

    private static final JsonProvider JSON = JsonProvider.provider();
    static final Duration REPEATABLE = Duration.ofDays(1);
    static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x21-\\x7e][\\x20-\\x7e]{0,254}");
    static final String IDEMPOTENCY = "Idempotency-Key";

    private final TaskQueue tasks;
    private final boolean anyQueue;

    /**
     * Over this queue.
     *
     * @param anyQueue whether callers may name queues that nothing serves or names
     */
    public Submissions(TaskQueue tasks, boolean anyQueue) {
        this.tasks = tasks;
        this.anyQueue = anyQueue;
    }

    /** The routes of this class. */
    public List<Route> routes() {
        return List.of(new Route("POST", "tasks/{name}", Permission.SUBMIT, this::submit));
    }

    private Answer submit(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        String name = String.valueOf(variables.get("name"));
        FieldErrors errors = new FieldErrors();
        String caller = requireNonNull(request.caller().name(), "caller");
        TaskCall<Object> call = call(name, JsonBody.read(request).orElse(JsonValue.EMPTY_JSON_ARRAY), errors);
        requireKnownQueue(call, errors);
        TaskCall<Object> once = request.header(IDEMPOTENCY)
                .map(key -> idempotent(call, key, caller, errors))
                .orElseGet(() -> unique(call, caller));
        errors.throwIfAny();
        return accepted(tasks.enqueue(once), request);
    }

    private TaskCall<Object> call(String name, JsonValue body, FieldErrors errors) {
        if (body.getValueType() == ValueType.ARRAY) {
            return remote(name, body, "", errors);
        }
        ObjectReader object = ObjectReader.of(body, "", errors);
        @Nullable JsonValue arguments = object.value("arguments");
        @Nullable JsonValue options = object.value("options");
        object.rejectUnknown();
        TaskCall<Object> call =
                remote(name, arguments == null ? JsonValue.EMPTY_JSON_ARRAY : arguments, "/arguments", errors);
        return options == null ? call : CallOptionsReader.read(call, options, errors);
    }

    /**
     * The call. If the arguments are invalid, adds the errors and returns a call without arguments, so that the options
     * are validated as well.
     */
    private TaskCall<Object> remote(String name, JsonValue arguments, String pointer, FieldErrors errors) {
        try {
            Optional<TaskCall<Object>> call = tasks.remoteCall(name, arguments.toString());
            return call.orElseThrow(() -> new Refusal(Problem.of(
                    404,
                    "no-such-definition",
                    "The task definition does not exist",
                    "No remote task has this name; declare it with @Task(remote = true)")));
        } catch (InvalidArgumentsException invalid) {
            invalid.problems()
                    .forEach((place, detail) ->
                            errors.add(place.isEmpty() ? pointer : pointer + "/" + Problem.escaped(place), detail));
            return TaskCall.of(name, List.of());
        }
    }

    private void requireKnownQueue(TaskCall<Object> call, FieldErrors errors) {
        @Nullable String queue = call.options().queue();
        if (queue != null && !anyQueue && !tasks.isKnownQueue(queue)) {
            errors.add(
                    "/options/queue",
                    "No living worker serves the queue '" + queue + "', and nothing in the application names it");
        }
    }

    private static TaskCall<Object> unique(TaskCall<Object> call, String caller) {
        @Nullable UniqueKey asked = call.options().unique();
        return asked == null
                ? call
                : call.unique(new UniqueKey(
                        CallerKeys.unique(caller, asked.key()), asked.scope(), asked.window(), asked.conflict()));
    }

    private static TaskCall<Object> idempotent(TaskCall<Object> call, String key, String caller, FieldErrors errors) {
        if (!IDEMPOTENCY_KEY.matcher(key).matches()) {
            errors.add(IDEMPOTENCY, "Give 1 to 255 printable ASCII characters");
            return call;
        }
        if (call.options().unique() != null) {
            errors.add(IDEMPOTENCY, "Give an Idempotency-Key or the option uniqueKey, not both");
            return call;
        }
        return call.unique(
                UniqueKey.of(CallerKeys.idempotency(caller, call.name(), key)).within(REPEATABLE));
    }

    /** 202 with the task. */
    static Answer accepted(TaskHandle<Object> handle, WebRequest request) {
        return Answer.of(
                        202,
                        JSON.createObjectBuilder()
                                .add("id", handle.id().toString())
                                .add("state", state(handle).name())
                                .build())
                .with("Location", request.root() + "tasks/" + handle.id());
    }

    private static TaskState state(TaskHandle<Object> handle) {
        try {
            return handle.state();
        } catch (NoSuchTaskException forgotten) {
            String detail = "The task with this key was forgotten or deleted meanwhile; use another key";
            throw new Refusal(Problem.conflict("forgotten", detail));
        }
    }
}
