package org.caraway.web.internal.json;

import jakarta.json.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.WebRequest;

/** Reads the body of a request as JSON. Stateless. */
public final class JsonBody {

    private JsonBody() {}

    /**
     * The body, absent if it is empty.
     *
     * @throws Refusal with 415 if it has another media type, 413 if it is too large, 400 if it is not JSON
     */
    public static Optional<JsonValue> read(WebRequest request) {
        String encoding = request.header("Content-Encoding").orElse("identity").strip();
        if (!encoding.equalsIgnoreCase("identity")) {
            throw new Refusal(Problem.unsupported("Send the body without Content-Encoding"));
        }
        Optional<String> type = request.header("Content-Type");
        if (type.isPresent() && !isJson(type.get())) {
            throw new Refusal(Problem.unsupported("Send the body as application/json in UTF-8"));
        }
        byte[] bytes = request.body().read();
        if (bytes.length == 0) {
            return Optional.empty();
        }
        if (type.isEmpty()) {
            throw new Refusal(Problem.unsupported("Send the header Content-Type: application/json"));
        }
        return Optional.of(StrictJson.parse(bytes));
    }

    /**
     * A reader of the body. If the body is not an object, adds an error and reads an empty one. An empty body means
     * {@code {}}.
     */
    public static ObjectReader object(WebRequest request, FieldErrors errors) {
        return ObjectReader.of(read(request).orElse(JsonValue.EMPTY_JSON_OBJECT), "", errors);
    }

    private static boolean isJson(String type) {
        List<String> parts = Arrays.stream(type.toLowerCase(Locale.ROOT).split(";", -1))
                .map(part -> part.replaceAll("[\\s\"]", ""))
                .toList();
        return parts.get(0).equals("application/json")
                && parts.stream()
                        .skip(1)
                        .allMatch(part -> !part.startsWith("charset=") || part.equals("charset=utf-8"));
    }
}
