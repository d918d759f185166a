package org.caraway.internal.lifecycle;

import java.util.List;

/**
 * The limits on the attempts of a task, counted over all workers. Immutable.
 *
 * @param rates limits on the attempts that start in a period of time
 * @param concurrency limits on the attempts that run at the same time
 */
public record StartLimits(List<RateLimit> rates, List<ConcurrencyLimit> concurrency) {

    /** No limits. */
    public static final StartLimits NONE = new StartLimits(List.of(), List.of());

    /** Copies the lists. */
    public StartLimits {
        rates = List.copyOf(rates);
        concurrency = List.copyOf(concurrency);
    }

    /** Whether there is no limit. */
    public boolean isEmpty() {
        return rates.isEmpty() && concurrency.isEmpty();
    }
}
