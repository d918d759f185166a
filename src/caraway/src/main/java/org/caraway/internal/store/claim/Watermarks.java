package org.caraway.internal.store.claim;

import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far the fairness groups of a queue have been claimed, so that the next claim need not walk over tasks that were
 * claimed before. Thread-safe.
 *
 * <p>Claimed tasks stay in the index until they finish, and under an old snapshot even longer: a claim that begins at
 * the oldest entry walks over all of them. So a claim begins, in each fairness group, at a mark: at the task that was
 * claimed last, or a second ago if that was later, because within that second transactions may still commit tasks that
 * are due earlier. <em>Late-task scans</em> find tasks that are due before the mark (of longer transactions, or
 * released). They take about a twentieth of the time. As long as such a scan is cheap, a claim without marks does it,
 * each second at least while claims follow each other closely; the first claim after a pause is such a claim. Once it
 * takes longer than {@value #CHEAP_MILLIS} ms, claims use their marks, and the scans run {@linkplain #separateScanMarks
 * separately}, beside claims: otherwise all due tasks would wait for the scan. If a scan finds a task before a mark,
 * the mark moves back to that task.
 *
 * <p>A late-task scan that serves only some fairness groups, because it has found as many tasks as requested, sets
 * marks in those groups only: each other group begins at its oldest task when its turn comes. So a mark is a hint, and
 * a wrong mark delays a task by a second and a turn, or where scans are expensive, by twenty times the duration of one.
 * For one worker at a time.
 */
public final class Watermarks {

    private static final Duration SLACK = Duration.ofSeconds(1);
    private static final long PAUSE_FACTOR = 19;
    private static final long LEAST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final long MOST_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int CHEAP_MILLIS = 20;
    private static final long CHEAP_NANOS = Duration.ofMillis(CHEAP_MILLIS).toNanos();
    private static final int GROUPS_KEPT = 256;
    private static final OffsetDateTime OLDEST = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private final LongSupplier nanos;
    private final Map<String, ScanState> queues = new ConcurrentHashMap<>();

    /** With {@link System#nanoTime} as its clock. */
    Watermarks(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Where a claim begins in a fairness group of one priority. Immutable.
     *
     * @param priority 0 to 9
     * @param group the fairness group
     * @param from tasks that are due earlier are left out
     */
    public record Mark(int priority, ClaimRequest.FairnessGroup group, OffsetDateTime from) {}

    /** With explicit methods, as {@link ClaimRequest.FairnessGroup} has them. */
    private record GroupKey(int priority, ClaimRequest.FairnessGroup group) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof GroupKey groupKey && groupKey.priority == priority && groupKey.group.equals(group);
        }

        @Override
        public int hashCode() {
            return 31 * group.hashCode() + priority;
        }
    }

    /**
     * Immutable. When the last late-task scan finished and how long it took; whether marks have moved back from which
     * no claim has begun yet.
     */
    private record ScanState(
            Map<GroupKey, Mark> marks, long scannedAt, long tookNanos, boolean lastFromBelow, boolean movedBack) {

        boolean cheap() {
            return tookNanos <= CHEAP_NANOS;
        }

        long untilNextScan(long now) {
            long pause = Math.max(LEAST_PAUSE_NANOS, Math.min(MOST_PAUSE_NANOS, PAUSE_FACTOR * tookNanos));
            return Math.max(0, pause - (now - scannedAt));
        }
    }

    /** The marks at which the next claim from the queue begins; empty if it begins at the oldest task. */
    List<Mark> next(String queue) {
        ScanState state = queues.get(queue);
        return state == null || (state.cheap() && state.untilNextScan(nanos.getAsLong()) == 0)
                ? List.of()
                : List.copyOf(state.marks().values());
    }

    /** The marks at which the search for the next due task begins: those of the last claim. */
    List<Mark> last(String queue) {
        ScanState state = queues.get(queue);
        return state == null || state.lastFromBelow() ? List.of() : next(queue);
    }

    /**
     * How long until a claim has to scan for late tasks, because the last claim did not; empty if it did, or if scans
     * run separately.
     */
    Optional<Duration> untilNextScan(String queue) {
        ScanState state = queues.get(queue);
        return state == null || !state.cheap() || state.lastFromBelow()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(state.untilNextScan(nanos.getAsLong())));
    }

    /** The marks before which a separate scan has to search now; empty if no scan is due. */
    List<Mark> separateScanMarks(String queue) {
        ScanState state = queues.get(queue);
        return state == null || state.cheap() || state.untilNextScan(nanos.getAsLong()) > 0
                ? List.of()
                : List.copyOf(state.marks().values());
    }

    /** How long until {@link #separateScanMarks} has something to do, as far as is known now. */
    Duration untilSeparateScan(String queue) {
        ScanState state = queues.get(queue);
        return state == null || state.cheap() || state.marks().isEmpty()
                ? Duration.ofNanos(MOST_PAUSE_NANOS)
                : Duration.ofNanos(state.untilNextScan(nanos.getAsLong()));
    }

    /**
     * Records a separate scan and its duration.
     *
     * @param late the oldest task before the mark in each fairness group that has one there
     */
    void scanned(String queue, Collection<Mark> late, long tookNanos) {
        queues.computeIfPresent(queue, (name, former) -> {
            Map<GroupKey, Mark> marks = new LinkedHashMap<>(former.marks());
            for (Mark mark : late) {
                GroupKey groupKey = new GroupKey(mark.priority(), mark.group());
                if (mark.from().isAfter(OLDEST)) {
                    marks.computeIfPresent(groupKey, (key, now) -> mark.from().isBefore(now.from()) ? mark : now);
                } else {
                    marks.remove(groupKey);
                }
            }
            return new ScanState(
                    marks, nanos.getAsLong(), tookNanos, former.lastFromBelow(), former.movedBack() || !late.isEmpty());
        });
    }

    /** Records the result of a claim that began at these marks, and its duration. */
    void claimed(String queue, Collection<Mark> began, Collection<ClaimedRow> rows, long tookNanos) {
        queues.compute(queue, (name, former) -> after(former, began, rows, tookNanos));
    }

    /**
     * Records tasks that were claimed by id: nothing waits before them in fairness groups that have been claimed from,
     * unless a mark has moved back meanwhile.
     */
    void claimedById(String queue, Collection<ClaimedRow> rows) {
        queues.computeIfPresent(queue, (name, former) -> {
            if (former.movedBack()) {
                return former;
            }
            Map<GroupKey, Mark> marks = new LinkedHashMap<>(former.marks());
            for (ClaimedRow row : rows) {
                marks.computeIfPresent(
                        groupKeyOf(row),
                        (groupKey, mark) -> from(row).isAfter(mark.from())
                                ? new Mark(groupKey.priority(), groupKey.group(), from(row))
                                : mark);
            }
            return new ScanState(marks, former.scannedAt(), former.tookNanos(), former.lastFromBelow(), false);
        });
    }

    /** Lets the next claim from the queue begin at its oldest task. */
    void forget(String queue) {
        queues.remove(queue);
    }

    /** A late-task scan keeps only the marks of the tasks that it has found. */
    private ScanState after(
            @Nullable ScanState former, Collection<Mark> began, Collection<ClaimedRow> rows, long tookNanos) {
        boolean fromBelow = began.isEmpty();
        Map<GroupKey, Mark> marks = new LinkedHashMap<>();
        Set<GroupKey> movedBack = Set.of();
        if (former != null && !fromBelow) {
            marks.putAll(former.marks());
            movedBack = movedBackSince(began, former);
        }
        for (ClaimedRow row : rows.stream().sorted(ClaimedRow.ORDER).toList()) {
            GroupKey groupKey = groupKeyOf(row);
            if (!movedBack.contains(groupKey)) {
                marks.remove(groupKey); // the youngest is last
                OffsetDateTime from = from(row);
                if (from.isAfter(OLDEST)) {
                    marks.put(groupKey, new Mark(groupKey.priority(), groupKey.group(), from));
                }
            }
        }
        marks.keySet()
                .removeAll(marks.keySet().stream()
                        .limit(Math.max(0, marks.size() - GROUPS_KEPT))
                        .toList());
        if (former != null && !fromBelow) {
            return new ScanState(marks, former.scannedAt(), former.tookNanos(), false, !movedBack.isEmpty());
        }
        return new ScanState(marks, nanos.getAsLong(), tookNanos, fromBelow, false);
    }

    /** The fairness groups whose marks a scan has moved back while a claim that began at these marks was running. */
    private static Set<GroupKey> movedBackSince(Collection<Mark> began, ScanState now) {
        return began.stream()
                .filter(mark -> {
                    Mark present = now.marks().get(new GroupKey(mark.priority(), mark.group()));
                    return now.movedBack() && (present == null || present.from().isBefore(mark.from()));
                })
                .map(mark -> new GroupKey(mark.priority(), mark.group()))
                .collect(toSet());
    }

    private static GroupKey groupKeyOf(ClaimedRow row) {
        return new GroupKey(
                row.priority(),
                new ClaimRequest.FairnessGroup(
                        row.task().name(), row.task().particulars().key()));
    }

    private static OffsetDateTime from(ClaimedRow row) {
        OffsetDateTime latest = row.claimedAt().minus(SLACK);
        return row.runAt().isBefore(latest) ? row.runAt() : latest;
    }
}
