package org.caraway.internal.engine.upkeep;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.store.admin.LoadSample;
import org.jspecify.annotations.Nullable;

/**
 * Samples the waiting tasks of all queues every 15 seconds, so that readers need not query them. Thread-safe; confined
 * to one loop. A sample is valid for one minute.
 */
public final class LoadSampler {

    private static final Duration GAP = Duration.ofSeconds(15);
    private static final Duration VALIDITY = Duration.ofMinutes(1);
    private static final Duration LOOP_END = Duration.ofSeconds(3);

    private final Supplier<LoadSample> sampling;
    private final Consumer<LoadSample> listener;
    private final Duration validity;
    private final Loop loop = new Loop("sample", Duration.ZERO, this::sample);
    private volatile @Nullable Taken latest;
    private volatile boolean available = true;

    private record Taken(LoadSample sample, long atNanos) {}

    /**
     * A sampler that is not running yet.
     *
     * @param listener receives each sample, on the loop's thread
     */
    public LoadSampler(Supplier<LoadSample> sampling, Consumer<LoadSample> listener) {
        this(sampling, listener, VALIDITY);
    }

    LoadSampler(Supplier<LoadSample> sampling, Consumer<LoadSample> listener, Duration validity) {
        this.sampling = sampling;
        this.listener = listener;
        this.validity = validity;
    }

    /** Starts the loop. */
    public void start(Executor executor) {
        loop.start(executor);
    }

    /** Stops the loop; returns within three seconds. */
    public void stop() {
        loop.requestStop();
        try {
            loop.awaitStop(LOOP_END);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last sample; absent before the first one, and if the last one is too old. */
    public Optional<LoadSample> latest() {
        Taken taken = latest;
        return taken == null || System.nanoTime() - taken.atNanos() > validity.toNanos()
                ? Optional.empty()
                : Optional.of(taken.sample());
    }

    /** Whether the database answered the last query. */
    public boolean databaseAnswers() {
        return available;
    }

    private Duration sample() {
        try {
            LoadSample sample = sampling.get();
            latest = new Taken(sample, System.nanoTime());
            available = true;
            listener.accept(sample);
            return GAP;
        } catch (QueueUnavailableException away) {
            available = false;
            throw away;
        }
    }
}
