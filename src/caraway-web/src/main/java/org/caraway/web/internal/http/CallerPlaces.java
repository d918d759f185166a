package org.caraway.web.internal.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Counts the places that each caller has taken, so that none takes those of all others. Thread-safe. */
public final class CallerPlaces {

    private static final String NOBODY = "";

    private final ConcurrentMap<String, Integer> taken = new ConcurrentHashMap<>();

    /**
     * Takes a place, which {@link #release} gives back.
     *
     * @param cap the most places of one caller
     * @return false if the caller has that many
     */
    public boolean take(Caller caller, int cap) {
        boolean[] free = {false};
        taken.compute(key(caller), (name, before) -> {
            int count = before == null ? 0 : before;
            free[0] = count < cap;
            return free[0] ? Integer.valueOf(count + 1) : before;
        });
        return free[0];
    }

    /** Gives a place back. */
    public void release(Caller caller) {
        taken.computeIfPresent(key(caller), (name, count) -> count == 1 ? null : count - 1);
    }

    private static String key(Caller caller) {
        @Nullable String name = caller.name();
        return name == null ? NOBODY : name;
    }
}
