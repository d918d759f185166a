package org.caraway.internal.engine.leak;

/**
 * A kind of leftover of an attempt on its thread. Immutable.
 *
 * @param kind the kind, the same for each attempt with this leftover
 * @param text the kind with details for the log; never the content of a variable
 * @param certain whether the application left it; if not, it may have been the server
 */
public record LeakKind(String kind, String text, boolean certain) {

    public static final LeakKind TRANSACTION = of("an open transaction");
    public static final LeakKind INTERRUPT = of("an interrupt");

    /** A leftover of the application, without details. */
    public static LeakKind of(String text) {
        return of(text, text);
    }

    /** A leftover of the application. */
    static LeakKind of(String kind, String text) {
        return new LeakKind(kind, text, true);
    }

    /** A leftover that may be the server's. */
    static LeakKind uncertain(String text) {
        return new LeakKind(text, text, false);
    }
}
