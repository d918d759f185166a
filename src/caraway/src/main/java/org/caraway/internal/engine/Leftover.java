package org.caraway.internal.engine;

/**
 * Something that an attempt left on its thread. Immutable.
 *
 * @param kind what it is, the same for each attempt that leaves such a thing
 * @param text the same with its particulars, for the log; never the content of a variable
 */
public record Leftover(String kind, String text) {

    static final Leftover TRANSACTION = of("an open transaction");
    static final Leftover INTERRUPT = of("an interrupt");

    /** One without particulars. */
    public static Leftover of(String text) {
        return new Leftover(text, text);
    }
}
