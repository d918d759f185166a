package org.caraway.web.internal.http;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.caraway.InvalidArgumentsException;
import org.caraway.NoSuchTaskException;
import org.caraway.QueueFullException;
import org.caraway.QueueUnavailableException;
import org.caraway.ResultStoreException;
import org.caraway.TaskNotUniqueException;
import org.caraway.TaskVetoedException;
import org.caraway.admin.TaskAdminDisabledException;

/**
 * Why a request was refused, as RFC 9457 has it. Immutable. The one map from exceptions to statuses.
 *
 * @param status the HTTP status
 * @param code what kind of problem it is, for programs: the end of {@code type}, {@code urn:caraway:CODE}
 * @param title the kind in words
 * @param detail what went wrong this time, and what to do
 * @param errors each bad field
 * @param members more members of the body
 * @param headers more headers of the answer
 */
public record Problem(
        int status,
        String code,
        String title,
        String detail,
        List<Field> errors,
        Map<String, JsonValue> members,
        Map<String, String> headers) {

    /** The media type. */
    public static final String TYPE = "application/problem+json";

    private static final System.Logger LOG = System.getLogger(Problem.class.getName());
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final String RETRY_AFTER = "Retry-After";

    /**
     * A bad field. Immutable.
     *
     * @param pointer where it stands in the body, as RFC 6901 writes it, or the name of a query parameter or header
     * @param detail what is wrong with it
     */
    public record Field(String pointer, String detail) {}

    /** Copies the collections. */
    public Problem {
        errors = List.copyOf(errors);
        members = Map.copyOf(members);
        headers = Map.copyOf(headers);
    }

    /** One without fields, members or headers. */
    public static Problem of(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, List.of(), Map.of(), Map.of());
    }

    /** 400. */
    public static Problem badRequest(String detail) {
        return of(400, "bad-request", "The request is malformed", detail);
    }

    /** 400 for these fields. */
    public static Problem badFields(List<Field> fields) {
        String detail = fields.size() == 1 ? fields.get(0).detail() : fields.size() + " fields are wrong";
        return new Problem(400, "bad-request", "The request is malformed", detail, fields, Map.of(), Map.of());
    }

    /** 404 for a place where nothing is. */
    public static Problem notFound(String detail) {
        return of(404, "not-found", "The resource does not exist", detail);
    }

    /** 409. */
    public static Problem conflict(String code, String detail) {
        return of(409, code, "The request conflicts with the current state", detail);
    }

    /** 413. */
    public static Problem tooLarge(int capBytes) {
        return of(
                413,
                "too-large",
                "The body is too large",
                "A body has at most " + capBytes + " bytes; store the data and pass its id");
    }

    /** 415. */
    public static Problem unsupported(String detail) {
        return of(415, "unsupported-media-type", "The body is not JSON", detail);
    }

    /** The same with one more header. */
    public Problem with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Problem(status, code, title, detail, errors, members, more);
    }

    /** The same with one more member. */
    public Problem with(String member, JsonValue value) {
        Map<String, JsonValue> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(status, code, title, detail, errors, more, headers);
    }

    /** For what was thrown; what only the operator can mend is logged and not told. */
    public static Problem of(RuntimeException thrown) {
        if (thrown instanceof Refusal refusal) {
            return refusal.problem();
        }
        String message = String.valueOf(thrown.getMessage());
        if (thrown instanceof InvalidArgumentsException invalid) {
            return badFields(fields(invalid));
        }
        if (thrown instanceof NoSuchTaskException) {
            return of(404, "no-such-task", "The task does not exist", message);
        }
        if (thrown instanceof TaskNotUniqueException taken) {
            return conflict("not-unique", message)
                    .with("takenBy", JSON.createValue(taken.takenBy().toString()));
        }
        if (thrown instanceof TaskVetoedException) {
            return of(403, "vetoed", "The application refused it", message);
        }
        if (thrown instanceof TaskAdminDisabledException) {
            return of(403, "disabled", "Administration is disabled", message);
        }
        if (thrown instanceof ResultStoreException) {
            LOG.log(WARNING, "A result could not be read", thrown);
            String detail = "The store that holds the result did not give it; try again";
            return of(503, "result-unavailable", "The result cannot be read", detail)
                    .with(RETRY_AFTER, "5");
        }
        if (thrown instanceof QueueFullException) {
            return of(503, "queue-full", "The queue is full", message).with(RETRY_AFTER, "10");
        }
        return thrown instanceof IllegalArgumentException ? badRequest(message) : serverFailure(thrown);
    }

    private static Problem serverFailure(RuntimeException thrown) {
        if (thrown instanceof QueueUnavailableException) {
            LOG.log(WARNING, "A request found the database away", thrown);
            String detail = "The database did not answer; try again";
            return of(503, "unavailable", "The task queue is not available", detail)
                    .with(RETRY_AFTER, "5");
        }
        LOG.log(ERROR, "A request failed", thrown);
        return of(500, "internal-error", "The request failed", "See the log of the server");
    }

    /** A list in the body, or an object below {@code arguments}: the place is told as if it stood there. */
    private static List<Field> fields(InvalidArgumentsException invalid) {
        List<Field> fields = new ArrayList<>();
        invalid.problems()
                .forEach((place, detail) ->
                        fields.add(new Field("/arguments" + (place.isEmpty() ? "" : "/" + escaped(place)), detail)));
        return fields;
    }

    /** A member's name as RFC 6901 writes it in a pointer. */
    public static String escaped(String member) {
        return member.replace("~", "~0").replace("/", "~1");
    }

    /** The whole answer. */
    public Answer answer() {
        JsonObjectBuilder body = JSON.createObjectBuilder()
                .add("type", "urn:caraway:" + code)
                .add("title", title)
                .add("status", status)
                .add("detail", detail);
        if (!errors.isEmpty()) {
            JsonArrayBuilder list = JSON.createArrayBuilder();
            errors.forEach(field -> list.add(
                    JSON.createObjectBuilder().add("pointer", field.pointer()).add("detail", field.detail())));
            body.add("errors", list);
        }
        members.forEach(body::add);
        return new Answer(status, TYPE, body.build(), headers);
    }
}
