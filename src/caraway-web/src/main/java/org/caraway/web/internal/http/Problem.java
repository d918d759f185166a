package org.caraway.web.internal.http;

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
import org.caraway.TaskFinishedException;
import org.caraway.TaskNotUniqueException;
import org.caraway.TaskVetoedException;
import org.caraway.admin.TaskAdminDisabledException;
import org.caraway.admin.TaskSearchTimeoutException;

/**
 * A problem as defined in RFC 9457: why a request was refused. Immutable. It is the only mapping from exceptions to
 * HTTP statuses.
 *
 * @param status the HTTP status
 * @param code the stable code of the problem: {@code type} is {@code urn:caraway:CODE}
 * @param title a short text for the code
 * @param detail what is wrong with this request, and the fix
 * @param errors the invalid fields
 * @param members additional members of the body
 * @param headers additional headers of the response
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

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final String RETRY_AFTER = "Retry-After";

    /**
     * An invalid field. Immutable.
     *
     * @param pointer a JSON pointer (RFC 6901) into the body, or the name of a query parameter or header
     * @param detail what is wrong with it
     */
    public record Field(String pointer, String detail) {

        private static final int TEXT_CAP = 500;

        /** Cuts texts of more than 500 characters: both may contain what the caller sent. */
        public Field {
            pointer = cut(pointer, TEXT_CAP);
            detail = cut(detail, TEXT_CAP);
        }
    }

    /** The most fields that a problem names. */
    public static final int FIELDS_CAP = 50;

    private static final int DETAIL_CAP = 2_000;

    /** Copies the collections, and cuts a detail of more than 2,000 characters: it may contain what the caller sent. */
    public Problem {
        detail = cut(detail, DETAIL_CAP);
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

    /** 400 for these fields, of which the first 50 are named. */
    public static Problem badFields(List<Field> fields) {
        return badFields(fields, fields.size());
    }

    /**
     * 400 for fields of which not all are at hand.
     *
     * @param count the number of all
     */
    public static Problem badFields(List<Field> fields, int count) {
        List<Field> named = fields.subList(0, Math.min(fields.size(), FIELDS_CAP));
        String more = named.size() < count ? "; the first " + named.size() + " are named" : "";
        String detail = count == 1 ? named.get(0).detail() : count + " fields are invalid" + more;
        return new Problem(400, "bad-request", "The request is malformed", detail, named, Map.of(), Map.of());
    }

    private static String cut(String text, int cap) {
        return text.length() <= cap ? text : text.substring(0, cap) + "…";
    }

    /** 404. */
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

    /** 429 with {@code Retry-After}: the caller has taken all that one caller may take. */
    public static Problem tooMany(String code, String detail) {
        return of(429, code, "The caller sends too many requests at once", detail)
                .with(RETRY_AFTER, "5");
    }

    /** A copy with one more header. */
    public Problem with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Problem(status, code, title, detail, errors, members, more);
    }

    /** A copy with one more member. */
    public Problem with(String member, JsonValue value) {
        Map<String, JsonValue> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(status, code, title, detail, errors, more, headers);
    }

    /**
     * The problem for an exception. Of failures that only an operator can fix, the response has no details: {@link
     * FailureLog} has them.
     */
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
        if (thrown instanceof TaskFinishedException) {
            return conflict("already-finished", message);
        }
        if (thrown instanceof TaskNotUniqueException taken) {
            return conflict("not-unique", message)
                    .with("takenBy", JSON.createValue(taken.takenBy().toString()));
        }
        if (thrown instanceof TaskVetoedException) {
            return of(403, "vetoed", "The application vetoed the task", message);
        }
        if (thrown instanceof TaskAdminDisabledException) {
            return of(403, "disabled", "Administration is disabled", message);
        }
        if (thrown instanceof ResultStoreException) {
            String detail = "The result store did not return the result; try again";
            return of(503, "result-unavailable", "The result cannot be read", detail)
                    .with(RETRY_AFTER, "5");
        }
        if (thrown instanceof TaskSearchTimeoutException) {
            return of(503, "search-timeout", "The search took too long", message);
        }
        if (thrown instanceof QueueFullException) {
            return of(503, "queue-full", "The queue is full", message).with(RETRY_AFTER, "10");
        }
        return thrown instanceof IllegalArgumentException ? badRequest(message) : serverFailure(thrown);
    }

    private static Problem serverFailure(RuntimeException thrown) {
        if (thrown instanceof QueueUnavailableException) {
            String detail = "The database did not answer; try again";
            return of(503, "unavailable", "The task queue is not available", detail)
                    .with(RETRY_AFTER, "5");
        }
        return of(500, "internal-error", "The request failed", "See the log of the server");
    }

    /** The invalid arguments. The pointers start with {@code /arguments} also if the body is an array. */
    private static List<Field> fields(InvalidArgumentsException invalid) {
        List<Field> fields = new ArrayList<>();
        invalid.problems()
                .forEach((place, detail) ->
                        fields.add(new Field("/arguments" + (place.isEmpty() ? "" : "/" + escaped(place)), detail)));
        return fields;
    }

    /** The name of a member, escaped for a JSON pointer (RFC 6901). */
    public static String escaped(String member) {
        return member.replace("~", "~0").replace("/", "~1");
    }

    /** The problem as a response. */
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
