package org.caraway.web.internal.operate;

import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.SignalOutcome;
import org.caraway.TaskQueue;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.json.JsonBody;
import org.caraway.web.internal.read.TaskReads;

/** Sends signals to tasks. Thread-safe. */
public final class SignalOperations {

    private static final JsonProvider JSON = JsonProvider.provider();

    private final TaskQueue tasks;

    /** To the tasks of this queue. */
    public SignalOperations(TaskQueue tasks) {
        this.tasks = tasks;
    }

    /** The routes of this class. */
    public List<Route> routes() {
        return List.of(new Route("POST", "tasks/{id}/signals/{signal}", Permission.SIGNAL, this::send));
    }

    /** An empty body is the value true. */
    private Answer send(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        UUID id = TaskReads.id(variables);
        String name = variables.getOrDefault("signal", "");
        return sent(tasks, request, id, name);
    }

    /** Sends the body of a request, and answers with what has become of it. */
    static Answer sent(TaskQueue tasks, WebRequest request, UUID id, String name) {
        String value = JsonBody.read(request).orElse(JsonValue.TRUE).toString();
        SignalOutcome outcome = send(tasks, id, name, value);
        return switch (outcome) {
            case ACCEPTED ->
                Answer.ok(JSON.createObjectBuilder()
                        .add("id", id.toString())
                        .add("signal", name)
                        .add("outcome", outcome.name())
                        .build());
            case ALREADY_SENT ->
                throw new Refusal(Problem.conflict(
                        "already-signalled",
                        "The signal '" + name + "' was sent to task " + id + " before, and the first one counts"));
            case TOO_LATE ->
                throw new Refusal(Problem.conflict(
                        "signal-too-late",
                        "Task " + id + " has waited for the signal '" + name + "' until its time was over"));
        };
    }

    private static SignalOutcome send(TaskQueue tasks, UUID id, String name, String value) {
        try {
            return tasks.signalJson(id, name, value);
        } catch (IllegalArgumentException invalid) {
            throw new Refusal(Problem.of(
                    422, "invalid-signal", "The task takes no such signal", String.valueOf(invalid.getMessage())));
        }
    }
}
