package org.caraway.internal.payload;

import java.util.Locale;

/**
 * JSON text that every database can store: characters that UTF-8 or a text column cannot represent become {@code \\u}
 * escapes (RFC 8259 section 7), so that every Java string is restored unchanged.
 */
final class JsonText {

    private JsonText() {}

    /** The string as JSON. */
    static String quote(String text) {
        int first = 0;
        while (first < text.length() && standsForItself(text, first)) {
            first++;
        }
        if (first == text.length()) {
            return '"' + text + '"';
        }
        StringBuilder json = new StringBuilder(text.length() + 16).append('"').append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '"' || character == '\\') {
                json.append('\\').append(character);
            } else if (character < ' ' || isLoneSurrogate(text, i)) {
                escape(character, json);
            } else {
                json.append(character);
            }
        }
        return json.append('"').toString();
    }

    private static boolean standsForItself(String text, int index) {
        char character = text.charAt(index);
        return character >= ' ' && character != '"' && character != '\\' && !isLoneSurrogate(text, index);
    }

    /** JSON with unpaired surrogates escaped; they occur in strings only. */
    static String withoutLoneSurrogates(String json) {
        int first = 0;
        while (first < json.length() && !isLoneSurrogate(json, first)) {
            first++;
        }
        if (first == json.length()) {
            return json;
        }
        StringBuilder clean = new StringBuilder(json.length() + 16).append(json, 0, first);
        for (int i = first; i < json.length(); i++) {
            if (isLoneSurrogate(json, i)) {
                escape(json.charAt(i), clean);
            } else {
                clean.append(json.charAt(i));
            }
        }
        return clean.toString();
    }

    private static boolean isLoneSurrogate(String text, int index) {
        char character = text.charAt(index);
        if (Character.isHighSurrogate(character)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(character)
                && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }

    private static void escape(char character, StringBuilder json) {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
    }
}
