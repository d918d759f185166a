package org.caraway.internal.lifecycle;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the causes of an exception that the application may have written: its methods may throw, and causes may form a
 * circle or have no end. Stateless.
 */
public final class Causes {

    private static final int DEPTH_CAP = 50;

    private Causes() {}

    /** The failure, its cause, the cause of that and so on: up to one that cannot be read, or the 50th. */
    public static List<Throwable> of(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        Throwable next = failure;
        while (next != null && chain.size() < DEPTH_CAP) {
            chain.add(next);
            next = direct(next);
        }
        return chain;
    }

    /** The cause of this failure; null if it has none, or throws when it is asked. */
    public static @Nullable Throwable direct(Throwable failure) {
        try {
            return failure.getCause();
        } catch (Throwable hostile) { // the border to the application's code
            return null;
        }
    }
}
