package org.caraway.web.internal.json;

import jakarta.json.JsonConfig;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;

/**
 * Parses untrusted JSON. Stateless. It refuses with 400: bytes that are not UTF-8, text that is not JSON or more than
 * one value, duplicate members, nesting deeper than 64, and numbers of more than 400 characters or with an exponent of
 * more than four digits, which are cheap to send and expensive to compute with.
 */
public final class StrictJson {

    private static final int DEPTH_CAP = 64;
    private static final int NUMBER_CAP = 400;
    private static final int EXPONENT_CAP = 4;
    private static final Pattern EXPONENT = Pattern.compile("[eE][+-]?\\d{" + (EXPONENT_CAP + 1) + ",}");
    /** Parsers stop after a scalar value and ignore the rest of the text. */
    private static final Pattern SCALAR =
            Pattern.compile("true|false|null|-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");

    private static final String NUMBER = "+-.0123456789eE";
    private static final JsonReaderFactory READERS =
            JsonProvider.provider().createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));

    private StrictJson() {}

    /** Parses the bytes. */
    public static JsonValue parse(byte[] bytes) {
        String text = decode(bytes);
        scan(text);
        try (JsonReader reader = READERS.createReader(new StringReader(text))) {
            return reader.readValue();
        } catch (RuntimeException broken) { // JSON-P also throws other exceptions than its own
            throw refused("The body is not JSON: " + firstLine(broken));
        }
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw refused("The body is not UTF-8");
        }
    }

    private static void scan(String text) {
        String value = text.strip();
        boolean nested = value.startsWith("[") || value.startsWith("{");
        if (!nested && !isScalar(value)) {
            throw refused("The body is not JSON");
        }
        int depth = 0;
        int at = 0;
        while (at < value.length()) {
            char character = value.charAt(at);
            int next = at + 1;
            if (character == '"') {
                next = endOfString(value, next);
            } else if (character == '[' || character == '{') {
                depth++;
            } else if (character == ']' || character == '}') {
                depth--;
            } else if (NUMBER.indexOf(character) >= 0) {
                next = endOfNumber(value, at);
            }
            if (depth > DEPTH_CAP) {
                throw refused("The JSON is nested deeper than " + DEPTH_CAP);
            }
            if (nested && depth == 0 && next < value.length()) {
                throw refused("The body is more than one JSON value");
            }
            at = next;
        }
    }

    private static boolean isScalar(String value) {
        // a regular expression for strings would recurse for each character
        return value.startsWith("\"")
                ? endOfString(value, 1) == value.length()
                : SCALAR.matcher(value).matches();
    }

    private static int endOfString(String text, int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private static int endOfNumber(String text, int start) {
        int at = start;
        int exponentAt = -1;
        while (at < text.length() && NUMBER.indexOf(text.charAt(at)) >= 0) {
            if (text.charAt(at) == 'e' || text.charAt(at) == 'E') {
                exponentAt = at;
            }
            at++;
        }
        boolean hugeExponent = exponentAt >= 0
                && EXPONENT.matcher(text.substring(exponentAt, at)).matches();
        if (at - start > NUMBER_CAP || hugeExponent) {
            throw refused("The JSON has a number of more than " + NUMBER_CAP
                    + " characters, or with an exponent of more than " + EXPONENT_CAP + " digits");
        }
        return at;
    }

    private static String firstLine(RuntimeException broken) {
        String message = String.valueOf(broken.getMessage());
        String line = message.lines().findFirst().orElse(message);
        return line.length() <= 300 ? line : line.substring(0, 300);
    }

    private static Refusal refused(String detail) {
        return new Refusal(Problem.badRequest(detail));
    }
}
