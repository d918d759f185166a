package org.caraway.internal.engine.attempt;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.caraway.ResultStoreException;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.payload.LargeResults;
import org.caraway.internal.store.retain.OrphanedResults;
import org.caraway.internal.store.retain.ResultNotes;
import org.caraway.spi.ResultStore;

/**
 * Hands large results over to the application's store, and has those deleted there that nobody can ask for any more.
 * Thread-safe.
 *
 * <p>First the note, then the result, then the completion of the attempt: if the process dies in between, the note
 * tells that there may be a result to delete. In a transaction of the task the note is a part of it, for nothing else
 * may commit there; when that did not commit for sure, it is written once more. A note that cannot be written while the
 * database is away is owed, and keeps no result from being saved: the method has done its work. So a process that dies
 * between a save and such a note leaves a result behind that nobody deletes.
 */
public final class ResultKeeper implements Loop.Step {

    private static final System.Logger LOG = System.getLogger(ResultKeeper.class.getName());
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration GAP = Duration.ofMillis(100);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BATCH = 100;
    private static final int FAILURES_CAP = 3; // of a round: the store is away, and each may take its time-out

    private final ResultNotes notes;
    private final LargeResults results;
    private final Queue<ResultStore.Key> owed = new ConcurrentLinkedQueue<>();
    private final Loop loop;

    public ResultKeeper(ResultNotes notes, LargeResults results) {
        this.notes = notes;
        this.results = results;
        this.loop = new Loop("delete-results", GAP, this);
    }

    /** The loop that deletes results; none where the application has no store. */
    public List<Loop> loops() {
        return results.present() ? List.of(loop) : List.of();
    }

    @Override
    public Duration run() {
        writeOwed();
        OrphanedResults looked = notes.orphaned(results.location(), BATCH);
        List<ResultStore.Key> deleted = new ArrayList<>();
        List<ResultStoreException> failures = new ArrayList<>();
        try {
            for (ResultStore.Key key : looked.unneeded()) {
                if (loop.isStopping() || failures.size() == FAILURES_CAP) {
                    break; // what is left is handed out again
                }
                delete(key, deleted, failures);
            }
        } finally {
            if (!deleted.isEmpty()) {
                notes.deleted(deleted);
            }
        }
        report(failures, looked.unneeded().size() - deleted.size());
        return looked.more() && failures.isEmpty() ? Duration.ZERO : INTERVAL;
    }

    @Override
    public void flush() {
        writeOwed();
    }

    /**
     * The outcome as it is written: with what stands in the row instead of a large result.
     *
     * @return a failure, if the result could not be saved
     */
    AttemptOutcome kept(RunningAttempt attempt, AttemptOutcome outcome) {
        return kept(attempt, outcome, this::noteOrOwe);
    }

    /**
     * The same in the transaction of the task, of which the note is a part.
     *
     * @throws org.caraway.CarawayException if it could not be noted: then the transaction cannot commit
     */
    AttemptOutcome keptInTransaction(RunningAttempt attempt, AttemptOutcome outcome) {
        return kept(attempt, outcome, this::note);
    }

    private AttemptOutcome kept(RunningAttempt attempt, AttemptOutcome outcome, Consumer<ResultStore.Key> note) {
        String json = outcome.result();
        if (json == null || !results.takes(json)) {
            return outcome;
        }
        if (attempt.fenced()) { // its completion is not its own to write, and its result is not needed
            return new AttemptOutcome.Failed(StopReasons.fenced(attempt.facts()));
        }
        ResultStore.Key key = new ResultStore.Key(
                attempt.id(), attempt.attempt(), HexFormat.of().toHexDigits(RANDOM.nextLong()));
        note.accept(key);
        attempt.savesResultAs(key);
        try {
            return new AttemptOutcome.Succeeded(results.save(key, json, attempt.toString()));
        } catch (RuntimeException failure) { // the attempt fails with it
            return new AttemptOutcome.Failed(failure);
        }
    }

    /**
     * The transaction in which it was noted is over, and did not commit for sure. Whether the save threw does not
     * matter: what it sent may have arrived.
     */
    void noteAgain(RunningAttempt attempt) {
        ResultStore.Key key = attempt.resultKey();
        if (key != null) {
            noteOrOwe(key);
        }
    }

    private void noteOrOwe(ResultStore.Key key) {
        try {
            note(key);
        } catch (RuntimeException away) {
            LOG.log(DEBUG, () -> "The note that there is a result " + key + " is owed", away);
            owed.add(key);
            loop.wake();
        }
    }

    private void note(ResultStore.Key key) {
        notes.note(results.location(), key);
    }

    private void writeOwed() {
        for (ResultStore.Key key = owed.peek(); key != null; key = owed.peek()) {
            note(key);
            owed.remove(key);
        }
    }

    private void delete(ResultStore.Key key, List<ResultStore.Key> deleted, List<ResultStoreException> failures) {
        try {
            results.delete(key);
            deleted.add(key);
        } catch (ResultStoreException failure) {
            failures.add(failure);
        }
    }

    /** Once for a round: with the store away, each of its results fails for the same reason. */
    private static void report(List<ResultStoreException> failures, int left) {
        if (!failures.isEmpty()) {
            ResultStoreException first = failures.get(0);
            LOG.log(
                    WARNING,
                    () -> left + " results were not deleted and are tried again in some ten minutes: "
                            + first.getMessage(),
                    first);
        }
    }
}
