package org.caraway.internal.engine.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.caraway.internal.store.signal.QueueSignals.Ready;
import org.junit.jupiter.api.Test;

class KnownDueTasksTest {

    private final KnownDueTasks watch = new KnownDueTasks();

    @Test
    void aLookIsDueAtFirst() {
        assertThat(watch.scanWanted()).isTrue();
        assertThat(watch.untilScan()).isZero();
    }

    @Test
    void afterOneThatTookAllTheNextIsDueWhenSomethingIsKnownToBe() {
        looked();

        assertThat(watch.scanWanted()).isFalse();
        assertThat(watch.untilScan()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
    }

    @Test
    void oneThatDidNotComeToItsEndIsOwed() {
        looked();

        watch.scan();

        assertThat(watch.scanWanted()).isTrue();
    }

    @Test
    void whatNobodyCanNameAsksForALook() {
        looked();

        watch.requestScan();

        assertThat(watch.scanWanted()).isTrue();
        assertThat(watch.untilScan()).isZero();
    }

    /** It may be committed after the look's snapshot. */
    @Test
    void whatComesDuringALookAsksForAnother() {
        watch.scan();
        watch.requestScan();
        watch.scanned(true, Duration.ofHours(1));

        assertThat(watch.scanWanted()).isTrue();
    }

    @Test
    void whatIsNamedIsHandedOutOnce() {
        looked();
        List<Ready> tasks = tasks(3);

        watch.ready(tasks);

        assertThat(watch.scanWanted()).isFalse();
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
        watch.scan();
        watch.ready(tasks(3));
        watch.scanned(true, Duration.ofHours(1));

        assertThat(watch.taken()).hasSize(3);
    }

    /** Ids know neither priorities nor turns. */
    @Test
    void whileSomethingIsLeftBehindWhoeverWakesTheLoopGetsALook() {
        watch.scan();
        watch.scanned(false, Duration.ofHours(1));

        assertThat(watch.scanWanted()).isTrue();
        assertThat(watch.untilScan()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
    }

    @Test
    void moreThanCanBeKeptAsksForALook() {
        looked();

        watch.ready(tasks(65));

        assertThat(watch.scanWanted()).isTrue();
    }

    private void looked() {
        watch.scan();
        watch.scanned(true, Duration.ofHours(1));
    }

    private static List<Ready> tasks(int count) {
        return Stream.generate(() -> new Ready(UUID.randomUUID(), "Mail.send"))
                .limit(count)
                .toList();
    }
}
