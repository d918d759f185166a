package org.caraway.internal.engine.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.engine.Eventually;
import org.caraway.internal.store.admin.LoadSample;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadSamplerTest {

    private static final LoadSample SAMPLE = new LoadSample(2, List.of());

    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicInteger told = new AtomicInteger();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private LoadSample take() {
        if (away.get()) {
            throw new QueueUnavailableException("The database does not answer", new IllegalStateException());
        }
        return SAMPLE;
    }

    private LoadSampler sampler(Duration validity) {
        return new LoadSampler(this::take, sample -> told.incrementAndGet(), validity);
    }

    @Test
    void whatWasFoundIsKeptAndTold() {
        LoadSampler sampler = sampler(Duration.ofMinutes(1));
        assertThat(sampler.latest()).isEmpty();

        sampler.start(executor);
        Eventually.reached("a sample is told", () -> told.get() > 0);
        sampler.stop();

        assertThat(sampler.latest()).contains(SAMPLE);
        assertThat(sampler.databaseAnswers()).isTrue();
    }

    @Test
    void whileTheDatabaseIsAwayThatIsKnownAndItIsTriedAgain() {
        away.set(true);
        LoadSampler sampler = sampler(Duration.ofMinutes(1));
        sampler.start(executor);
        Eventually.reached("the database is away", () -> !sampler.databaseAnswers());
        assertThat(sampler.latest()).isEmpty();

        away.set(false);

        Eventually.reached("the database is back", sampler::databaseAnswers);
        sampler.stop();
        assertThat(sampler.latest()).contains(SAMPLE);
    }

    @Test
    void whatIsTooOldIsNobodysAnswer() {
        LoadSampler sampler = sampler(Duration.ZERO);
        sampler.start(executor);
        Eventually.reached("a sample is told", () -> told.get() > 0);
        sampler.stop();

        assertThat(sampler.latest()).isEmpty();
    }
}
