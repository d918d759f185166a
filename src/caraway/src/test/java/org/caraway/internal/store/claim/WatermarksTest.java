package org.caraway.internal.store.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.caraway.internal.store.claim.ClaimRequest.FairnessGroup;
import org.caraway.internal.store.claim.Watermarks.Mark;
import org.caraway.internal.store.model.ClaimedTask;
import org.junit.jupiter.api.Test;

class WatermarksTest {

    private static final String QUEUE = "default";
    private static final OffsetDateTime NOW = OffsetDateTime.of(2026, 11, 21, 12, 0, 0, 0, ZoneOffset.UTC);
    private static final long QUICK = Duration.ofMillis(1).toNanos();
    private static final long EXPENSIVE = Duration.ofMillis(30).toNanos();

    private final AtomicLong nanos = new AtomicLong();
    private final Watermarks watermarks = new Watermarks(nanos::get);

    @Test
    void theFirstClaimBeginsAtTheOldestTask() {
        assertThat(watermarks.next(QUEUE)).isEmpty();
        assertThat(watermarks.untilNextScan(QUEUE)).isEmpty();
    }

    @Test
    void theNextClaimBeginsInEachGroupAtTheTaskThatWasClaimedLast() {
        swept(
                QUICK,
                row(4, "Mail.send", "", ago(30)),
                row(4, "Mail.send", "", ago(20)),
                row(7, "Mail.send", "", ago(40)));

        assertThat(watermarks.next(QUEUE))
                .containsExactlyInAnyOrder(mark(4, "Mail.send", "", ago(20)), mark(7, "Mail.send", "", ago(40)));
        assertThat(watermarks.next("other")).isEmpty();
    }

    @Test
    void withinTheLastSecondTransactionsMayStillCommit() {
        swept(QUICK, row(4, "Mail.send", "", NOW.minusNanos(1_000_000)));

        assertThat(watermarks.next(QUEUE)).containsExactly(mark(4, "Mail.send", "", ago(1)));
    }

    /** A SQL client may have written it; PostgreSQL does not know Java's minimum instant. */
    @Test
    void aTaskThatIsDueSinceTheMinimumInstantHasNoMark() {
        swept(QUICK, row(4, "Mail.send", "", OffsetDateTime.MIN), row(4, "Sms.send", "", ago(3)));

        assertThat(watermarks.next(QUEUE)).containsExactly(mark(4, "Sms.send", "", ago(3)));
    }

    @Test
    void aFullScanIsDueATenthOfASecondLater() {
        swept(QUICK, row(4, "Mail.send", "", ago(3)));

        pass(Duration.ofMillis(99));
        assertThat(watermarks.next(QUEUE)).isNotEmpty();
        pass(Duration.ofMillis(1));
        assertThat(watermarks.next(QUEUE)).isEmpty();
    }

    @Test
    void orWhenItTakesATwentiethOfTheTime() {
        swept(Duration.ofMillis(20).toNanos(), row(4, "Mail.send", "", ago(3)));

        pass(Duration.ofMillis(379));
        assertThat(watermarks.next(QUEUE)).isNotEmpty();
        pass(Duration.ofMillis(1));
        assertThat(watermarks.next(QUEUE)).isEmpty();
    }

    @Test
    void whereScansAreExpensiveClaimsKeepToTheirMarks() {
        swept(EXPENSIVE, row(4, "Mail.send", "", ago(3)));

        pass(Duration.ofMinutes(1));

        assertThat(watermarks.next(QUEUE)).containsExactly(mark(4, "Mail.send", "", ago(3)));
        assertThat(watermarks.untilNextScan(QUEUE)).isEmpty();
    }

    @Test
    void whereScansAreExpensiveTheyRunApartFromClaims() {
        swept(EXPENSIVE, row(4, "Mail.send", "", ago(3)));

        pass(Duration.ofMillis(569));
        assertThat(watermarks.separateScanMarks(QUEUE)).isEmpty();
        assertThat(watermarks.untilSeparateScan(QUEUE)).isEqualTo(Duration.ofMillis(1));
        pass(Duration.ofMillis(1));
        assertThat(watermarks.separateScanMarks(QUEUE)).containsExactly(mark(4, "Mail.send", "", ago(3)));
        assertThat(watermarks.untilSeparateScan(QUEUE)).isEqualTo(Duration.ZERO);
    }

    @Test
    void butNotWhereTheyCostLittle() {
        swept(Duration.ofMillis(20).toNanos(), row(4, "Mail.send", "", ago(3)));

        pass(Duration.ofMinutes(1));

        assertThat(watermarks.separateScanMarks(QUEUE)).isEmpty();
        assertThat(watermarks.untilSeparateScan(QUEUE)).isGreaterThan(Duration.ofSeconds(1));
        assertThat(watermarks.separateScanMarks("other")).isEmpty();
    }

    @Test
    void andAfterHalfAMinuteAtTheLatest() {
        swept(EXPENSIVE, row(4, "Mail.send", "", ago(3)));
        pass(Duration.ofSeconds(1));

        watermarks.scanned(QUEUE, List.of(), Duration.ofSeconds(10).toNanos());

        assertThat(watermarks.untilSeparateScan(QUEUE)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aTaskThatAScanFindsMovesTheMarkBack() {
        swept(EXPENSIVE, row(4, "Mail.send", "", ago(3)), row(4, "Sms.send", "", ago(3)));

        watermarks.scanned(
                QUEUE, List.of(mark(4, "Mail.send", "", ago(50)), mark(9, "Fax.send", "", ago(50))), EXPENSIVE);

        assertThat(watermarks.next(QUEUE))
                .as("Fax.send has no mark, so that claims begin at its oldest task anyway")
                .containsExactlyInAnyOrder(mark(4, "Mail.send", "", ago(50)), mark(4, "Sms.send", "", ago(3)));
    }

    /** For example, a claim has moved the mark during the scan. */
    @Test
    void butNeverForward() {
        swept(EXPENSIVE, row(4, "Mail.send", "", ago(60)));

        watermarks.scanned(QUEUE, List.of(mark(4, "Mail.send", "", ago(50))), EXPENSIVE);

        assertThat(watermarks.next(QUEUE)).containsExactly(mark(4, "Mail.send", "", ago(60)));
    }

    @Test
    void whatIsDueSinceEverTakesItAway() {
        swept(EXPENSIVE, row(4, "Mail.send", "", ago(3)));

        watermarks.scanned(QUEUE, List.of(mark(4, "Mail.send", "", OffsetDateTime.MIN)), EXPENSIVE);

        assertThat(watermarks.next(QUEUE)).isEmpty();
    }

    @Test
    void aQuickScanLetsClaimsScanAgain() {
        swept(EXPENSIVE, row(4, "Mail.send", "", ago(3)));
        marked(row(4, "Mail.send", "", ago(2)));

        watermarks.scanned(QUEUE, List.of(), QUICK);

        assertThat(watermarks.untilNextScan(QUEUE)).contains(Duration.ofMillis(100));
        pass(Duration.ofMillis(100));
        assertThat(watermarks.next(QUEUE)).isEmpty();
    }

    @Test
    void whatWasForgottenMeanwhileStaysSo() {
        swept(EXPENSIVE, row(4, "Mail.send", "", ago(3)));
        watermarks.forget(QUEUE);

        watermarks.scanned(QUEUE, List.of(mark(4, "Mail.send", "", ago(50))), EXPENSIVE);

        assertThat(watermarks.next(QUEUE)).isEmpty();
        assertThat(watermarks.separateScanMarks(QUEUE)).isEmpty();
    }

    @Test
    void aClaimThatBeganAtMarksMovesThemAndDelaysNoScan() {
        swept(QUICK, row(4, "Mail.send", "", ago(30)), row(4, "Sms.send", "", ago(30)));
        pass(Duration.ofMillis(60));

        marked(row(4, "Mail.send", "", ago(10)));

        assertThat(watermarks.next(QUEUE))
                .containsExactlyInAnyOrder(mark(4, "Mail.send", "", ago(10)), mark(4, "Sms.send", "", ago(30)));
        assertThat(watermarks.untilNextScan(QUEUE)).contains(Duration.ofMillis(40));
        assertThat(watermarks.last(QUEUE)).hasSize(2);
    }

    /** Otherwise the tasks between the two would wait for another scan. */
    @Test
    void aFullScanMovesMarksBackToTheTasksItFound() {
        swept(QUICK, row(4, "Mail.send", "", ago(10)));

        swept(QUICK, row(4, "Mail.send", "", ago(50)));

        assertThat(watermarks.next(QUEUE)).containsExactly(mark(4, "Mail.send", "", ago(50)));
    }

    /** It may have found enough tasks in some groups; then it has not scanned the others. */
    @Test
    void aFullScanKeepsNoMarkOfGroupsThatItDidNotServe() {
        swept(QUICK, row(4, "Mail.send", "a", ago(10)), row(4, "Mail.send", "b", ago(10)));

        swept(QUICK, row(4, "Mail.send", "b", ago(9)));

        assertThat(watermarks.next(QUEUE)).containsExactly(mark(4, "Mail.send", "b", ago(9)));
    }

    @Test
    void afterAFullScanNoOtherIsDue() {
        marked(row(4, "Mail.send", "", ago(10)));
        swept(QUICK, row(4, "Mail.send", "", ago(10)));

        assertThat(watermarks.untilNextScan(QUEUE)).isEmpty();
        assertThat(watermarks.last(QUEUE)).isEmpty();
    }

    @Test
    void marksAreRemovedWhenNoTaskIsThere() {
        swept(QUICK, row(4, "Mail.send", "", ago(10)));

        swept(QUICK);

        assertThat(watermarks.next(QUEUE)).isEmpty();
    }

    @Test
    void whatWasClaimedByIdMovesMarksThatAreThereForward() {
        swept(QUICK, row(4, "Mail.send", "", ago(30)), row(4, "Sms.send", "", ago(3)));

        watermarks.claimedById(
                QUEUE,
                List.of(
                        row(4, "Mail.send", "", ago(10)),
                        row(4, "Sms.send", "", ago(20)),
                        row(4, "Fax.send", "", ago(10))));

        assertThat(watermarks.next(QUEUE))
                .containsExactlyInAnyOrder(mark(4, "Mail.send", "", ago(10)), mark(4, "Sms.send", "", ago(3)));
    }

    /** Else the late task would be passed by again before a claim has seen it. */
    @Test
    void aMarkThatWasTakenBackStaysUntilAClaimHasBegunAtIt() {
        swept(EXPENSIVE, row(4, "Mail.send", "", ago(10)));
        watermarks.scanned(QUEUE, List.of(mark(4, "Mail.send", "", ago(50))), EXPENSIVE);

        watermarks.claimedById(QUEUE, List.of(row(4, "Mail.send", "", ago(5))));
        assertThat(watermarks.next(QUEUE)).containsExactly(mark(4, "Mail.send", "", ago(50)));

        watermarks.claimed(
                QUEUE,
                List.of(mark(4, "Mail.send", "", ago(10))),
                List.of(row(4, "Mail.send", "", ago(4)), row(4, "Sms.send", "", ago(4))),
                QUICK);
        assertThat(watermarks.next(QUEUE))
                .as("that claim had begun before the scan finished")
                .containsExactlyInAnyOrder(mark(4, "Mail.send", "", ago(50)), mark(4, "Sms.send", "", ago(4)));

        watermarks.claimed(QUEUE, watermarks.next(QUEUE), List.of(row(4, "Mail.send", "", ago(3))), QUICK);
        watermarks.claimedById(QUEUE, List.of(row(4, "Mail.send", "", ago(2))));
        assertThat(watermarks.next(QUEUE))
                .containsExactlyInAnyOrder(mark(4, "Mail.send", "", ago(2)), mark(4, "Sms.send", "", ago(4)));
    }

    @Test
    void onlyTheLatestGroupsKeepTheirMarks() {
        List<ClaimedRow> rows = new ArrayList<>();
        for (int key = 0; key < 300; key++) {
            rows.add(row(4, "Mail.send", "key" + key, ago(1_000 - key)));
        }

        watermarks.claimed(QUEUE, List.of(), rows, QUICK);

        assertThat(watermarks.next(QUEUE))
                .hasSize(256)
                .contains(mark(4, "Mail.send", "key299", ago(701)))
                .doesNotContain(mark(4, "Mail.send", "key0", ago(1_000)));
    }

    private void swept(long tookNanos, ClaimedRow... rows) {
        watermarks.claimed(QUEUE, List.of(), List.of(rows), tookNanos);
    }

    private void marked(ClaimedRow... rows) {
        watermarks.claimed(QUEUE, List.of(mark(4, "Mail.send", "", ago(60))), List.of(rows), QUICK);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static OffsetDateTime ago(int seconds) {
        return NOW.minusSeconds(seconds);
    }

    private static Mark mark(int priority, String name, String key, OffsetDateTime from) {
        return new Mark(priority, new FairnessGroup(name, key), from);
    }

    private static ClaimedRow row(int priority, String name, String key, OffsetDateTime runAt) {
        ClaimedTask task = new ClaimedTask(
                UUID.randomUUID(),
                name,
                QUEUE,
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
                new ClaimedTask.Particulars(priority, key, null, Map.of(), null));
        return new ClaimedRow(task, priority, runAt, NOW);
    }
}
