package org.caraway.web.internal.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request, independent of the server. Confined to one thread.
 *
 * @param method for example {@code GET}
 * @param path below the resource, percent-encoded, without a slash at the start
 * @param root the URI of the resource, with a slash at the end
 * @param rawQuery the query, percent-encoded, null for none
 * @param headers by lower-case name; several values are joined by commas
 * @param body the body, read on demand
 * @param caller the caller
 */
public record WebRequest(
        String method,
        String path,
        URI root,
        @Nullable String rawQuery,
        Map<String, String> headers,
        Body body,
        Caller caller) {

    /** The bytes of a request. */
    @FunctionalInterface
    public interface Body {

        /** All of them; empty if there are none. */
        byte[] read();
    }

    /** The header of this name, absent if there is none. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The parameters, decoded, each with its values. */
    public Map<String, List<String>> query() {
        return PercentEncoding.parameters(rawQuery);
    }

    /** The single value of this parameter, null if it is absent. */
    public @Nullable String parameter(String name) {
        List<String> values = query().getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new Refusal(
                    Problem.badFields(List.of(new Problem.Field(name, "The parameter is given more than once"))));
        }
        return values.isEmpty() ? null : values.get(0);
    }

    /** Whether this parameter is present and not {@code false}. */
    public boolean flag(String name) {
        @Nullable String value = parameter(name);
        if (value == null) {
            return false;
        }
        return switch (value) {
            case "", "true" -> true;
            case "false" -> false;
            default ->
                throw new Refusal(
                        Problem.badFields(List.of(new Problem.Field(name, "The parameter takes true or false"))));
        };
    }

    /** Refuses unknown parameters: a misspelt filter would match all tasks. */
    public void allowOnlyParameters(String... known) {
        List<String> names = List.of(known);
        List<Problem.Field> unknown = query().keySet().stream()
                .filter(name -> !names.contains(name))
                .sorted()
                .map(name -> new Problem.Field(name, "Unknown parameter; the parameters are " + names))
                .toList();
        if (!unknown.isEmpty()) {
            throw new Refusal(Problem.badFields(unknown));
        }
    }
}
