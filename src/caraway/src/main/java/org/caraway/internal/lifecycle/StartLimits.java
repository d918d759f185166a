package org.caraway.internal.lifecycle;

import java.util.List;

/**
 * What bounds the attempts of a task on all workers together. Immutable.
 *
 * @param rates how many may begin in a span of time
 * @param concurrency how many may run at the same time
 */
public record StartLimits(List<RateLimit> rates, List<ConcurrencyLimit> concurrency) {

    /** No bounds. */
    public static final StartLimits NONE = new StartLimits(List.of(), List.of());

    /** Copies the lists. */
    public StartLimits {
        rates = List.copyOf(rates);
        concurrency = List.copyOf(concurrency);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return rates.isEmpty() && concurrency.isEmpty();
    }
}
