package org.caraway.internal.engine.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.caraway.internal.store.claim.ClaimRequest;
import org.caraway.internal.store.claim.ClaimRequest.FairnessGroup;
import org.caraway.internal.store.model.ClaimedTask;
import org.junit.jupiter.api.Test;

class ClaimTurnsTest {

    private final ClaimTurns turns = new ClaimTurns(10);

    private static List<ClaimedTask> tasks(String... keys) {
        return Stream.of(keys).map(ClaimTurnsTest::task).toList();
    }

    private static ClaimedTask task(String key) {
        return new ClaimedTask(
                UUID.randomUUID(),
                "Mail.send",
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
                new ClaimedTask.Particulars(4, key, null, Map.of(), null));
    }

    private void served(String... keys) {
        turns.served(ClaimRequest.of("worker", "default", Set.of("Mail.send"), keys.length), tasks(keys));
    }

    private static FairnessGroup line(String key) {
        return new FairnessGroup("Mail.send", key);
    }

    @Test
    void theFarthestLineInTheCircleWasServedLast() {
        served("a", "c", "b");
        assertThat(turns.last()).isEqualTo(line("c"));

        served("d", "a", "b");
        assertThat(turns.last()).isEqualTo(line("b"));
    }

    @Test
    void theLineThatTheCircleBeganBehindIsItsLast() {
        served("b");

        served("c", "b", "a", "d");

        assertThat(turns.last()).isEqualTo(line("b"));
    }

    @Test
    void aClaimThatTakesAllTasksChangesNothing() {
        served("b");

        turns.served(ClaimRequest.of("worker", "default", Set.of("Mail.send"), 5), tasks("c"));

        assertThat(turns.last()).isEqualTo(line("b"));
    }

    @Test
    void whereLinesWereCutOffTheNearestIsWhereTheNextClaimBegins() {
        served("m");

        turns.cut(List.of(line("b"), line("m"), line("t"), line("p")));

        assertThat(turns.last()).isEqualTo(line("p"));
    }

    @Test
    void aTenthOfWhatIsClaimedWhileMoreWaitsIsOwedToTheLowestPriority() {
        assertThat(turns.ofLowest(4)).isZero();

        served(Stream.generate(() -> "a").limit(40).toArray(String[]::new));

        assertThat(turns.ofLowest(4)).isEqualTo(4);
        assertThat(turns.ofLowest(1_000)).isZero();
    }
}
