package org.caraway.internal.engine.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.caraway.internal.store.model.ClaimedTask;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PrefetchQueueTest {

    private static final Duration AT_ONCE = Duration.ZERO;

    private final PrefetchQueue lane = new PrefetchQueue("mail", 4);

    @Nested
    class BeforeAnyAttemptHasEnded {

        @Test
        void asManyTasksAreWantedAsSlotsAreFree() throws InterruptedException {
            assertThat(lane.demand()).isEqualTo(4);

            lane.add(tasks(1));
            lane.take(AT_ONCE);

            assertThat(lane.demand()).isEqualTo(3);
        }

        @Test
        void nothingIsWantedWhenEverySlotHasATask() {
            lane.add(tasks(4));

            assertThat(lane.demand()).isZero();
        }
    }

    @Test
    void fastTasksAreClaimedByTheHundred() throws InterruptedException {
        runOne(Duration.ofNanos(50_000));

        assertThat(lane.demand()).isEqualTo(500);
    }

    @Test
    void nothingIsClaimedUntilHalfOfWhatIsHeldAheadIsGone() throws InterruptedException {
        runOne(Duration.ofNanos(50_000));

        lane.add(tasks(600));

        assertThat(lane.demand()).isZero();
    }

    @Test
    void slowTasksAreNotHoarded() throws InterruptedException {
        runOne(Duration.ofSeconds(10));

        assertThat(lane.demand()).isEqualTo(4);
    }

    @Test
    void nothingIsClaimedForWithheldSlots() throws InterruptedException {
        runOne(Duration.ofMillis(100));
        for (int slot = 0; slot < 4; slot++) {
            lane.withhold();
        }

        assertThat(lane.demand()).isZero();

        lane.restore();
        assertThat(lane.demand()).isEqualTo(6);
    }

    @Test
    void whatWasNotStartedIsGivenBackInOrder() throws InterruptedException {
        List<ClaimedTask> tasks = tasks(3);
        lane.add(tasks);
        lane.take(AT_ONCE);

        assertThat(lane.drain()).containsExactlyElementsOf(tasks.subList(1, 3));
        assertThat(lane.take(AT_ONCE)).isNull();
    }

    private void runOne(Duration ran) throws InterruptedException {
        lane.add(tasks(1));
        lane.take(AT_ONCE);
        lane.finished(ran);
    }

    private static List<ClaimedTask> tasks(int count) {
        return IntStream.range(0, count).mapToObj(PrefetchQueueTest::task).toList();
    }

    private static ClaimedTask task(int number) {
        return new ClaimedTask(
                new UUID(0, number),
                "Mail.send",
                "mail",
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
    }
}
