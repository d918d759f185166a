package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnknownQueuesTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may overflow
    private final AtomicInteger looks = new AtomicInteger();
    private Set<String> served = Set.of("reports");
    private final UnknownQueues queues = UnknownQueues.refused(Set.of("default"), this::look, now::get);

    @Test
    void anUnknownQueueIsRefusedWithTheNearestKnownName() {
        assertThatThrownBy(() -> queues.check("Mail.send", "report"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Task 'Mail.send' was not enqueued: no living worker and nothing in this application knows the"
                                + " queue 'report'; did you mean 'reports'? Otherwise add it to caraway.worker.queues of a"
                                + " worker, or set caraway.unknown-queue=accept");
    }

    @Test
    void theOwnQueueOfANodeOrWorkerIsNotSuggested() {
        served = Set.of("@warm", "@worker:warm", "reports");

        assertThatThrownBy(() -> queues.check("Mail.send", "warm"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("knows the queue 'warm'")
                .hasMessageNotContaining("@");
    }

    @Test
    void theOwnQueueOfANodeIsSuggestedForAnUnknownNode() {
        served = Set.of("@blue", "reports");

        assertThatThrownBy(() -> queues.check("Mail.send", "@bluee"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("did you mean '@blue'?");
    }

    @Test
    void oneOfTheApplicationIsKnownWithoutALook() {
        queues.check("Mail.send", "default");

        assertThat(looks).hasValue(0);
    }

    @Test
    void whatWorkersServeIsKeptForAFewSeconds() {
        queues.check("Mail.send", "reports");
        later(Duration.ofSeconds(4));
        queues.check("Mail.send", "reports");

        assertThat(looks).hasValue(1);

        served = Set.of();
        later(Duration.ofSeconds(2));
        assertThatThrownBy(() -> queues.check("Mail.send", "reports")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWorkerThatHasJustStartedIsFoundAfterASecond() {
        assertThatThrownBy(() -> queues.check("Mail.send", "video")).isInstanceOf(IllegalArgumentException.class);
        served = Set.of("video");
        assertThatThrownBy(() -> queues.check("Mail.send", "video")).isInstanceOf(IllegalArgumentException.class);
        assertThat(looks).hasValue(1);

        later(Duration.ofMillis(1_100));

        assertThatCode(() -> queues.check("Mail.send", "video")).doesNotThrowAnyException();
    }

    @Test
    void whereTheyAreAcceptedNobodyLooks() {
        assertThatCode(() -> UnknownQueues.ACCEPTED.check("Mail.send", "anything"))
                .doesNotThrowAnyException();
    }

    private Set<String> look() {
        looks.incrementAndGet();
        return served;
    }

    private void later(Duration passed) {
        now.addAndGet(passed.toNanos());
    }
}
