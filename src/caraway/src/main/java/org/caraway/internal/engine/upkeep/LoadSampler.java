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
 * Samples every 15 seconds what waits in the queues, so that no reader has to. Thread-safe; confined to one loop. What
 * is older than a minute is nobody's answer any more.
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
     * Looks by this; nothing runs yet.
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

    /** Looks from now on. */
    public void start(Executor executor) {
        loop.start(executor);
    }

    /** Looks no more; returns within three seconds. */
    public void stop() {
        loop.requestStop();
        try {
            loop.awaitStop(LOOP_END);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was found; absent before the first look, and when the last that succeeded is too old. */
    public Optional<LoadSample> latest() {
        Taken taken = latest;
        return taken == null || System.nanoTime() - taken.atNanos() > validity.toNanos()
                ? Optional.empty()
                : Optional.of(taken.sample());
    }

    /** Whether the database answered the last time that it was asked. */
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
