package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.caraway.internal.store.QueueSignals.Ready;
import org.junit.jupiter.api.Test;

class DueWatchTest {

    private final DueWatch watch = new DueWatch();

    @Test
    void aLookIsDueAtFirst() {
        assertThat(watch.lookWanted()).isTrue();
        assertThat(watch.untilLook()).isZero();
    }

    @Test
    void afterOneThatTookAllTheNextIsDueWhenSomethingIsKnownToBe() {
        looked();

        assertThat(watch.lookWanted()).isFalse();
        assertThat(watch.untilLook()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
    }

    @Test
    void oneThatDidNotComeToItsEndIsOwed() {
        looked();

        watch.look();

        assertThat(watch.lookWanted()).isTrue();
    }

    @Test
    void whatNobodyCanNameAsksForALook() {
        looked();

        watch.anything();

        assertThat(watch.lookWanted()).isTrue();
        assertThat(watch.untilLook()).isZero();
    }

    /** It may be committed after the look's snapshot. */
    @Test
    void whatComesDuringALookAsksForAnother() {
        watch.look();
        watch.anything();
        watch.looked(true, Duration.ofHours(1));

        assertThat(watch.lookWanted()).isTrue();
    }

    @Test
    void whatIsNamedIsHandedOutOnce() {
        looked();
        List<Ready> tasks = tasks(3);

        watch.ready(tasks);

        assertThat(watch.lookWanted()).isFalse();
        assertThat(watch.taken()).isEqualTo(tasks);
        assertThat(watch.taken()).isEmpty();
    }

    @Test
    void aLookSeesWhatWasNamedBefore() {
        watch.ready(tasks(3));

        looked();

        assertThat(watch.taken()).isEmpty();
    }

    @Test
    void whatIsNamedDuringALookIsKept() {
        watch.look();
        watch.ready(tasks(3));
        watch.looked(true, Duration.ofHours(1));

        assertThat(watch.taken()).hasSize(3);
    }

    /** Ids know neither priorities nor turns. */
    @Test
    void whileSomethingIsLeftBehindWhoeverWakesTheLoopGetsALook() {
        watch.look();
        watch.looked(false, Duration.ofHours(1));

        assertThat(watch.lookWanted()).isTrue();
        assertThat(watch.untilLook()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
    }

    @Test
    void moreThanCanBeKeptAsksForALook() {
        looked();

        watch.ready(tasks(65));

        assertThat(watch.lookWanted()).isTrue();
    }

    private void looked() {
        watch.look();
        watch.looked(true, Duration.ofHours(1));
    }

    private static List<Ready> tasks(int count) {
        return Stream.generate(() -> new Ready(UUID.randomUUID(), "Mail.send"))
                .limit(count)
                .toList();
    }
}
