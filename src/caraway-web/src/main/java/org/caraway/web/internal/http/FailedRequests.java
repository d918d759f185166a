package org.caraway.web.internal.http;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.caraway.QueueUnavailableException;
import org.caraway.ResultStoreException;

/**
 * Logs failures of requests that only an operator can cure, each kind at most once a minute, with the number of those
 * left out: in an outage every request fails, and callers repeat theirs. Thread-safe.
 */
public final class FailedRequests {

    private static final System.Logger LOG = System.getLogger(FailedRequests.class.getName());
    private static final int INTERNAL_ERROR = 500;

    private final Kind unavailable;
    private final Kind withoutResult;
    private final Kind unexpected;

    public FailedRequests() {
        this(System::nanoTime);
    }

    FailedRequests(LongSupplier clockNanos) {
        unavailable = new Kind(WARNING, "The database was unavailable during a request", clockNanos);
        withoutResult = new Kind(WARNING, "A result could not be read", clockNanos);
        unexpected = new Kind(ERROR, "A request failed", clockNanos);
    }

    /**
     * A request has failed.
     *
     * @param answer what its caller is told
     */
    public void report(RuntimeException failure, Problem answer) {
        if (failure instanceof QueueUnavailableException) {
            unavailable.log(failure);
        } else if (failure instanceof ResultStoreException) {
            withoutResult.log(failure);
        } else if (answer.status() == INTERNAL_ERROR) {
            unexpected.log(failure);
        }
    }

    /** One kind of line. Thread-safe. */
    private static final class Kind {

        private static final Duration GAP = Duration.ofMinutes(1);

        private final System.Logger.Level level;
        private final String text;
        private final LongSupplier clockNanos;
        private final AtomicLong nextNanos;
        private final AtomicLong leftOut = new AtomicLong();

        Kind(System.Logger.Level level, String text, LongSupplier clockNanos) {
            this.level = level;
            this.text = text;
            this.clockNanos = clockNanos;
            nextNanos = new AtomicLong(clockNanos.getAsLong());
        }

        void log(RuntimeException failure) {
            long now = clockNanos.getAsLong();
            long next = nextNanos.get();
            if (now - next < 0 || !nextNanos.compareAndSet(next, now + GAP.toNanos())) {
                leftOut.incrementAndGet();
                return;
            }
            long count = leftOut.getAndSet(0);
            LOG.log(
                    level,
                    count == 0 ? text : text + " (" + count + " more like this since the last such line)",
                    failure);
        }
    }
}
