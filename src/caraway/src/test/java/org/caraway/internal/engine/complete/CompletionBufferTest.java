package org.caraway.internal.engine.complete;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.junit.jupiter.api.Test;

class CompletionBufferTest {

    private static final Duration NO_PATIENCE = Duration.ZERO;

    private final CompletionBuffer buffer = new CompletionBuffer();
    private final List<AttemptCompletion> batch = new ArrayList<>();

    @Test
    void theNumberOfEndsIsBounded() throws InterruptedException {
        for (int i = 0; i < 2_000; i++) {
            assertThat(buffer.offer(end("1"), NO_PATIENCE)).isTrue();
        }

        assertThat(buffer.offer(end("1"), NO_PATIENCE)).isFalse();

        buffer.drainTo(batch);
        assertThat(batch).hasSize(500);
        assertThat(buffer.offer(end("1"), NO_PATIENCE)).isTrue();
    }

    @Test
    void theLengthOfTheirTextsIsBounded() throws InterruptedException {
        String megabytes = "\"" + "x".repeat(10 << 20) + "\"";
        for (int i = 0; i < 3; i++) {
            assertThat(buffer.offer(end(megabytes), NO_PATIENCE)).isTrue();
        }

        assertThat(buffer.offer(end(megabytes), NO_PATIENCE)).isFalse();

        buffer.drainTo(batch);
        assertThat(batch).hasSize(1);
    }

    @Test
    void anEndLargerThanAllRoomIsTakenAlone() throws InterruptedException {
        assertThat(buffer.offer(end("\"" + "x".repeat(40 << 20) + "\""), NO_PATIENCE))
                .isTrue();
        assertThat(buffer.offer(end("1"), NO_PATIENCE)).isFalse();

        buffer.drainTo(batch);

        assertThat(buffer.isEmpty()).isTrue();
    }

    private static AttemptCompletion end(String result) {
        ClaimedTask task = new ClaimedTask(
                UUID.randomUUID(),
                "Math.one",
                "default",
                "worker",
                1,
                0,
                0,
                "[]",
                Map.of(),
                null,
                null,
                null,
                null,
                Duration.ZERO,
                ClaimedTask.Particulars.NONE);
        return new AttemptCompletion(task, new Transition.Succeed(result), null);
    }
}
