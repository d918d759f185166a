package org.caraway.internal.engine;

/**
 * Something that an attempt left on its thread. Immutable.
 *
 * @param kind what it is, the same for each attempt that leaves such a thing
 * @param text the same with its particulars, for the log; never the content of a variable
 * @param certain whether the application left it; if not, it may have been the server
 */
public record Leftover(String kind, String text, boolean certain) {

    static final Leftover TRANSACTION = of("an open transaction");
    static final Leftover INTERRUPT = of("an interrupt");

    /** One of the application's, without particulars. */
    public static Leftover of(String text) {
        return of(text, text);
    }

    /** One of the application's. */
    static Leftover of(String kind, String text) {
        return new Leftover(kind, text, true);
    }

    /** One that may as well be the server's. */
    static Leftover uncertain(String text) {
        return new Leftover(text, text, false);
    }
}
