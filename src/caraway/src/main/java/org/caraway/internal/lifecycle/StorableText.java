package org.caraway.internal.lifecycle;

/**
 * Text that every database stores and gives back equal. Stateless.
 *
 * <p>PostgreSQL has no NUL in text, and neither database a surrogate without its partner: one is refused or comes back
 * as a question mark. In text that people read, the replacement character U+FFFD stands for such characters; text that
 * means something to the application is refused instead.
 */
public final class StorableText {

    private static final char REPLACEMENT = '\uFFFD';

    private StorableText() {}

    /** The text with U+FFFD for each character that cannot be stored. */
    public static String of(String text) {
        int first = firstUnstorable(text);
        if (first < 0) {
            return text;
        }
        StringBuilder storable = new StringBuilder(text);
        for (int at = first; at < text.length(); at++) {
            if (unstorable(text, at)) {
                storable.setCharAt(at, REPLACEMENT);
            }
        }
        return storable.toString();
    }

    /** The index of the first character that cannot be stored; -1 if there is none. */
    public static int firstUnstorable(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (unstorable(text, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean unstorable(String text, int at) {
        char character = text.charAt(at);
        if (Character.isHighSurrogate(character)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(character)) {
            return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
        }
        return character == 0;
    }
}
