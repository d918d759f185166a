package org.caraway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskValuesTest {

    @Test
    void fiveStatesAreFinal() {
        assertThat(Stream.of(TaskState.values()).filter(TaskState::isFinal))
                .containsExactly(
                        TaskState.SUCCESS, TaskState.FAILURE, TaskState.REVOKED, TaskState.EXPIRED, TaskState.SKIPPED);
    }

    @Test
    void progressCountsFromZero() {
        assertThat(new Progress(0, 0, null).total()).isZero();
        assertThatThrownBy(() -> new Progress(-1, 2, null)).hasMessageContaining("current was -1, total was 2");
        assertThatThrownBy(() -> new Progress(1, -2, null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theMessageOfProgressIsCut() {
        assertThat(new Progress(1, 2, "x".repeat(600)).message()).hasSize(500);
    }

    @Test
    void aStartedTaskWithProgressShowsAsProgress() {
        Progress progress = new Progress(1, 2, null);

        assertThat(view(TaskState.STARTED, progress).status()).isEqualTo("PROGRESS");
        assertThat(view(TaskState.STARTED, null).status()).isEqualTo("STARTED");
        assertThat(view(TaskState.SUCCESS, progress).status()).isEqualTo("SUCCESS");
        assertThat(view(TaskState.STARTED, progress).latestProgress()).contains(progress);
        assertThat(view(TaskState.STARTED, null).latestProgress()).isEmpty();
    }

    @Test
    void aRetryIsNotAskedForInThePast() {
        assertThat(new RetryRequest(Duration.ZERO, null).delay()).contains(Duration.ZERO);
        assertThatThrownBy(() -> new RetryRequest(Duration.ofSeconds(-1), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
    }

    @Test
    void aStartedTaskShowsTheStateOfItsOwn() {
        assertThat(view(TaskState.STARTED, new Progress(1, 2, null), "IMPORTING")
                        .status())
                .isEqualTo("IMPORTING");
        assertThat(view(TaskState.STARTED, null, "IMPORTING").status()).isEqualTo("IMPORTING");
        assertThat(view(TaskState.SUCCESS, null, "IMPORTING").status()).isEqualTo("SUCCESS");
    }

    private static TaskView view(TaskState state, @Nullable Progress progress) {
        return view(state, progress, null);
    }

    private static TaskView view(TaskState state, @Nullable Progress progress, @Nullable String phase) {
        return new TaskView(
                new UUID(0, 1),
                "mail.welcome",
                "default",
                state,
                4,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null,
                null,
                1,
                0,
                0,
                null,
                "[]",
                Map.of(),
                Map.of(),
                progress,
                phase,
                null,
                null,
                null,
                null,
                null,
                "",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
