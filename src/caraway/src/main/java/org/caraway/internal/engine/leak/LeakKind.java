package org.caraway.internal.engine.leak;

/**
 * Something that an attempt left on its thread. Immutable.
 *
 * @param kind what it is, the same for each attempt that leaves such a thing
 * @param text the same with its particulars, for the log; never the content of a variable
 * @param certain whether the application left it; if not, it may have been the server
 */
public record LeakKind(String kind, String text, boolean certain) {

    public static final LeakKind TRANSACTION = of("an open transaction");
    public static final LeakKind INTERRUPT = of("an interrupt");

    /** One of the application's, without particulars. */
    public static LeakKind of(String text) {
        return of(text, text);
    }

    /** One of the application's. */
    static LeakKind of(String kind, String text) {
        return new LeakKind(kind, text, true);
    }

    /** One that may as well be the server's. */
    static LeakKind uncertain(String text) {
        return new LeakKind(text, text, false);
    }
}
