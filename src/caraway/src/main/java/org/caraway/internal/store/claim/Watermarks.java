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
 * How far the lines of a queue have been claimed, so that the next claim need not walk over what was claimed before it. Thread-safe.
 *
 * <p>Claimed tasks stay in the index until they end, and under an old snapshot even longer: a claim that begins at the oldest entry walks
 * over all of those. So it begins, in each line, at the task that was claimed last, or a second ago if that was later: within the
 * second, transactions may still commit tasks that are due earlier. Tasks that are due before that mark (of longer transactions, or
 * given back) are found by looks <em>from below</em>. They take about a twentieth of the time. As long as such a look costs little,
 * a claim without marks is one, each second at least while claims follow each other closely; the first claim after a pause is one.
 * Once it takes longer than {@value #CHEAP_MILLIS} ms, claims keep to their marks, and the looks are taken {@linkplain #apart apart}, beside
 * them: else all that is due would wait meanwhile. A mark with something behind it is taken back to that.
 *
 * <p>A look from below that serves some lines only, because it has found as much as was asked for, leaves marks in those and in no others:
 * each of the others begins at its oldest task when its turn comes. So a mark is a hint, and one that is wrong delays a task by a second and
 * a turn, or where looks are dear, by twenty times what one takes. For one worker at a time.
 */
public final class Watermarks {

    private static final Duration SLACK = Duration.ofSeconds(1);
    private static final long PAUSE_FACTOR = 19;
    private static final long LEAST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final long MOST_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int CHEAP_MILLIS = 20;
    private static final long CHEAP_NANOS = Duration.ofMillis(CHEAP_MILLIS).toNanos();
    private static final int LINES_KEPT = 256;
    private static final OffsetDateTime OLDEST = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private final LongSupplier nanos;
    private final Map<String, ScanState> queues = new ConcurrentHashMap<>();

    /** With the clock that {@link System#nanoTime} is. */
    Watermarks(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Where a claim begins in a line of one priority. Immutable.
     *
     * @param priority 0 to 9
     * @param line the line
     * @param from tasks that are due earlier are left out
     */
    public record Mark(int priority, ClaimRequest.FairnessGroup line, OffsetDateTime from) {}

    /** With methods written out, as {@link ClaimRequest.FairnessGroup} has them. */
    private record GroupKey(int priority, ClaimRequest.FairnessGroup line) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof GroupKey spot && spot.priority == priority && spot.line.equals(line);
        }

        @Override
        public int hashCode() {
            return 31 * line.hashCode() + priority;
        }
    }

    /** Immutable. The last look from below ended then and took so long; whether marks have been taken back that no claim has begun at yet. */
    private record ScanState(
            Map<GroupKey, Mark> marks, long sweptAt, long tookNanos, boolean lastFromBelow, boolean takenBack) {

        boolean cheap() {
            return tookNanos <= CHEAP_NANOS;
        }

        long untilSweep(long now) {
            long pause = Math.max(LEAST_PAUSE_NANOS, Math.min(MOST_PAUSE_NANOS, PAUSE_FACTOR * tookNanos));
            return Math.max(0, pause - (now - sweptAt));
        }
    }

    /** Where the next claim from the queue begins; empty if it begins at the oldest task. */
    List<Mark> next(String queue) {
        ScanState progress = queues.get(queue);
        return progress == null || (progress.cheap() && progress.untilSweep(nanos.getAsLong()) == 0)
                ? List.of()
                : List.copyOf(progress.marks().values());
    }

    /** Where the search for the next due task begins: where the last claim did. */
    List<Mark> last(String queue) {
        ScanState progress = queues.get(queue);
        return progress == null || progress.lastFromBelow() ? List.of() : next(queue);
    }

    /** How long until a claim is to look from below, because the last one did not; empty if it did, or if that is done apart. */
    Optional<Duration> untilSweep(String queue) {
        ScanState progress = queues.get(queue);
        return progress == null || !progress.cheap() || progress.lastFromBelow()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(progress.untilSweep(nanos.getAsLong())));
    }

    /** The marks below which is to be looked now, apart from claims; empty if nothing is to be done. */
    List<Mark> apart(String queue) {
        ScanState progress = queues.get(queue);
        return progress == null || progress.cheap() || progress.untilSweep(nanos.getAsLong()) > 0
                ? List.of()
                : List.copyOf(progress.marks().values());
    }

    /** How long until {@link #apart} has something to do, as far as is known now. */
    Duration untilApart(String queue) {
        ScanState progress = queues.get(queue);
        return progress == null || progress.cheap() || progress.marks().isEmpty()
                ? Duration.ofNanos(MOST_PAUSE_NANOS)
                : Duration.ofNanos(progress.untilSweep(nanos.getAsLong()));
    }

    /**
     * A look apart took so long.
     *
     * @param late the oldest task behind the mark in each line that has one there
     */
    void scanned(String queue, Collection<Mark> late, long tookNanos) {
        queues.computeIfPresent(queue, (name, former) -> {
            Map<GroupKey, Mark> marks = new LinkedHashMap<>(former.marks());
            for (Mark mark : late) {
                GroupKey spot = new GroupKey(mark.priority(), mark.line());
                if (mark.from().isAfter(OLDEST)) {
                    marks.computeIfPresent(spot, (key, now) -> mark.from().isBefore(now.from()) ? mark : now);
                } else {
                    marks.remove(spot);
                }
            }
            return new ScanState(
                    marks, nanos.getAsLong(), tookNanos, former.lastFromBelow(), former.takenBack() || !late.isEmpty());
        });
    }

    /** This came of a claim that began at these marks and took so long. */
    void claimed(String queue, Collection<Mark> began, Collection<ClaimedRow> rows, long tookNanos) {
        queues.compute(queue, (name, former) -> after(former, began, rows, tookNanos));
    }

    /**
     * These were claimed although no claim had come to them: nothing waits before them in lines that have been claimed from, unless a mark has
     * been taken back meanwhile.
     */
    void passed(String queue, Collection<ClaimedRow> rows) {
        queues.computeIfPresent(queue, (name, former) -> {
            if (former.takenBack()) {
                return former;
            }
            Map<GroupKey, Mark> marks = new LinkedHashMap<>(former.marks());
            for (ClaimedRow row : rows) {
                marks.computeIfPresent(
                        spotOf(row),
                        (spot, mark) -> from(row).isAfter(mark.from())
                                ? new Mark(spot.priority(), spot.line(), from(row))
                                : mark);
            }
            return new ScanState(marks, former.sweptAt(), former.tookNanos(), former.lastFromBelow(), false);
        });
    }

    /** The next claim from the queue begins at its oldest task. */
    void forget(String queue) {
        queues.remove(queue);
    }

    /** A look from below keeps no mark but those of what it has found. */
    private ScanState after(
            @Nullable ScanState former, Collection<Mark> began, Collection<ClaimedRow> rows, long tookNanos) {
        boolean fromBelow = began.isEmpty();
        Map<GroupKey, Mark> marks = new LinkedHashMap<>();
        Set<GroupKey> takenBack = Set.of();
        if (former != null && !fromBelow) {
            marks.putAll(former.marks());
            takenBack = takenBackSince(began, former);
        }
        for (ClaimedRow row : rows.stream().sorted(ClaimedRow.ORDER).toList()) {
            GroupKey spot = spotOf(row);
            if (!takenBack.contains(spot)) {
                marks.remove(spot); // the youngest stands last
                OffsetDateTime from = from(row);
                if (from.isAfter(OLDEST)) {
                    marks.put(spot, new Mark(spot.priority(), spot.line(), from));
                }
            }
        }
        marks.keySet()
                .removeAll(marks.keySet().stream()
                        .limit(Math.max(0, marks.size() - LINES_KEPT))
                        .toList());
        if (former != null && !fromBelow) {
            return new ScanState(marks, former.sweptAt(), former.tookNanos(), false, !takenBack.isEmpty());
        }
        return new ScanState(marks, nanos.getAsLong(), tookNanos, fromBelow, false);
    }

    /** The lines whose marks a look has taken back while a claim was under way that began at these. */
    private static Set<GroupKey> takenBackSince(Collection<Mark> began, ScanState now) {
        return began.stream()
                .filter(mark -> {
                    Mark present = now.marks().get(new GroupKey(mark.priority(), mark.line()));
                    return now.takenBack() && (present == null || present.from().isBefore(mark.from()));
                })
                .map(mark -> new GroupKey(mark.priority(), mark.line()))
                .collect(toSet());
    }

    private static GroupKey spotOf(ClaimedRow row) {
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
