package org.caraway.internal.engine.attempt;

import static java.lang.System.Logger.Level.WARNING;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.caraway.Progress;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.store.complete.AttemptReports;
import org.caraway.internal.store.durable.DurableSteps;
import org.caraway.internal.store.model.AttemptReport;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.LogLine;
import org.caraway.internal.store.model.RunningReport;
import org.jspecify.annotations.Nullable;

/**
 * Writes progress, partial results, log lines and cursors of running attempts in the background, on connections of its
 * own, so that they are seen while a task's own transaction is still open. Thread-safe.
 *
 * <p>At most one write each 100 ms, however often a task reports: of progress only the latest counts. The completion
 * of an attempt carries its last report with it, so nothing is lost if it is completed before the next write. A report
 * that cannot be written, because the database is away or another session has locked the task's row, is kept and tried
 * again; a lock delays no other report, and no log line. Log lines that cannot be written are kept, up to 10,000;
 * beyond that the newest are dropped, and the log of their task says how many.
 */
public final class ReportWriter implements Loop.Step {

    private static final System.Logger LOG = System.getLogger(ReportWriter.class.getName());
    private static final Duration GAP = Duration.ofMillis(100);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Duration LOCKED = Duration.ofSeconds(1);
    private static final Duration WARNINGS = Duration.ofMinutes(1);
    private static final int LINES_AT_ONCE = 500;
    private static final int LINES_CAP = 10_000;

    private final AttemptReports reports;
    private final CursorWriter cursors;
    private final PayloadCodec codec;
    private final InstantSource clock;
    private final TaskObservers observers;
    private final Set<RunningAttempt> changed = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<LogLine> lines = new LinkedBlockingQueue<>(LINES_CAP);
    private final ConcurrentMap<UUID, DroppedLines> dropped = new ConcurrentHashMap<>();
    private final Loop loop = new Loop("report", GAP, this);
    private long nextWarningNanos = System.nanoTime(); // confined to the loop

    public ReportWriter(
            AttemptReports reports,
            DurableSteps cursors,
            PayloadCodec codec,
            InstantSource clock,
            TaskObservers observers) {
        this.reports = reports;
        this.cursors = new CursorWriter(cursors);
        this.codec = codec;
        this.clock = clock;
        this.observers = observers;
    }

    /** How many lines of an attempt there was no room for. Immutable. */
    private record DroppedLines(ClaimedTask task, long count) {

        DroppedLines plus(DroppedLines other) {
            return new DroppedLines(other.task(), count + other.count());
        }

        LogLine line(Instant now) {
            return new LogLine(
                    task,
                    now,
                    Level.WARNING,
                    null,
                    count + " log lines of this task were dropped, because they came faster than they could be stored");
        }
    }

    public Loop loop() {
        return loop;
    }

    @Override
    public Duration run() {
        try {
            boolean cursorsLocked = cursors.write();
            return writeReports() || cursorsLocked ? LOCKED : IDLE;
        } finally {
            while (!lines.isEmpty()) {
                writeLines();
            }
            reportDropped();
        }
    }

    /** Writes the remaining reports; no attempt may run any more. */
    @Override
    public void flush() {
        run();
    }

    Instant now() {
        return clock.instant();
    }

    @Nullable
    String encode(RunningAttempt attempt, @Nullable Object value) {
        return encode(codec, attempt, value);
    }

    static @Nullable public String encode(PayloadCodec codec, ClaimedTaskContext attempt, @Nullable Object value) {
        String json = codec.encodePartialResult(value, attempt.settings().format());
        String complaint = codec.tooLarge(() -> "The partial result of " + attempt, json);
        if (complaint != null) {
            throw new IllegalArgumentException(complaint + ", or publish less");
        }
        return json;
    }

    /** Notes this attempt's progress. */
    void changed(RunningAttempt attempt, Progress progress) {
        changed(attempt);
        observers.progress(attempt.facts(), progress);
    }

    /**
     * Notes that this attempt has something new to report. One that is completed at this instant is removed again, here
     * or by its own thread.
     */
    void changed(RunningAttempt attempt) {
        keep(attempt);
        loop.wake();
    }

    /** Notes that this cursor has moved. */
    public void moved(CursorState cursor) {
        cursors.add(cursor);
        loop.wake();
    }

    /** Reports nothing of this attempt any more: its completion carries the rest. */
    void forget(RunningAttempt attempt) {
        changed.remove(attempt);
    }

    /** Keeps the line until it is written, unless there is no room; level and logger are those of a captured record. */
    void log(RunningAttempt attempt, @Nullable Level level, @Nullable String logger, String line) {
        ClaimedTask task = attempt.task();
        if (!lines.offer(new LogLine(task, clock.instant(), level, logger, line))) {
            dropped.merge(task.id(), new DroppedLines(task, 1), DroppedLines::plus);
        }
        loop.wake();
    }

    /** Whether reports are still to be written, because other sessions have locked the rows of their tasks. */
    private boolean writeReports() {
        Map<RunningAttempt, RunningReport> batch = new LinkedHashMap<>();
        for (RunningAttempt attempt : List.copyOf(changed)) {
            changed.remove(attempt);
            AttemptReport report = attempt.report();
            if (report != null) {
                batch.put(attempt, new RunningReport(attempt.task(), report));
            }
        }
        if (batch.isEmpty()) {
            return false;
        }
        Set<RunningAttempt> unwritten = new HashSet<>(batch.keySet());
        try {
            Set<UUID> locked = reports.report(List.copyOf(batch.values()));
            unwritten.removeIf(attempt -> !locked.contains(attempt.task().id()));
            warnOfLocks(unwritten);
        } finally {
            unwritten.forEach(this::keep);
        }
        batch.keySet().removeAll(unwritten);
        batch.forEach(this::notifyObservers);
        return !unwritten.isEmpty();
    }

    /** Has the attempt reported again, later. */
    private void keep(RunningAttempt attempt) {
        changed.add(attempt);
        if (attempt.over()) {
            changed.remove(attempt);
        }
    }

    private void warnOfLocks(Set<RunningAttempt> locked) {
        long now = System.nanoTime();
        if (!locked.isEmpty() && nextWarningNanos - now <= 0) {
            nextWarningNanos = now + WARNINGS.toNanos();
            LOG.log(
                    WARNING,
                    () -> "The reports of " + locked.size() + " running tasks wait, first of "
                            + locked.iterator().next() + ", because other sessions have locked the tasks' rows; they"
                            + " are written when that ends. If it does not, look for it among the database's locks");
        }
    }

    /** Unless its completion was reported meanwhile, which comes after all its reports. */
    private void notifyObservers(RunningAttempt attempt, RunningReport written) {
        if (!attempt.over()) {
            observers.reported(attempt.facts(), written.report().progress());
        }
    }

    /** Peeks first and takes after the write, so that a failed write keeps the lines. */
    private void writeLines() {
        List<LogLine> batch = lines.stream().limit(LINES_AT_ONCE).toList();
        reports.log(batch);
        for (int written = 0; written < batch.size(); written++) {
            lines.poll();
        }
    }

    /** If that fails, the numbers are kept, and reported later. */
    private void reportDropped() {
        List<DroppedLines> missing = dropped.keySet().stream()
                .map(dropped::remove)
                .filter(Objects::nonNull)
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        boolean written = false;
        try {
            reports.log(
                    missing.stream().map(lines -> lines.line(clock.instant())).toList());
            written = true;
        } finally {
            if (!written) {
                missing.forEach(lines -> dropped.merge(lines.task().id(), lines, DroppedLines::plus));
            }
        }
    }
}
