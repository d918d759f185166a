package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.QueueUnavailableException;
import org.caraway.ResultStoreException;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.engine.attempt.ResultKeeper;
import org.caraway.internal.payload.MemoryResults;
import org.caraway.internal.registry.RetentionSettings;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.model.NewTask;
import org.caraway.spi.ResultStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a worker does with results that are too large for their rows. */
class LargeResultTest {

    private static final String LONG = "a long result";
    private static final String NONCE = "0123456789abcdef";
    private static final String NOTES = "SELECT COUNT(*) FROM caraway_stored_result";

    private final MemoryResults shelf = new MemoryResults();
    private final Bench bench = new Bench().largeResults(shelf.overTenBytes());

    @AfterEach
    void stop() {
        bench.close();
    }

    private ResultStore.Key keyOf(UUID task, int attempt) {
        return shelf.saved().keySet().stream()
                .filter(key -> key.task().equals(task) && key.attempt() == attempt)
                .findAny()
                .orElseThrow();
    }

    private String rowOf(UUID task, int attempt) {
        return "{\"caraway:stored\":\"" + keyOf(task, attempt) + "\",\"bytes\":15}";
    }

    private void await(String sql, long number) {
        Eventually.reached(sql + " = " + number, () -> bench.number(sql) == number);
    }

    @Test
    void theResultLiesElsewhereAndTheRowSaysWhere() {
        bench.define("Math.one", arguments -> LONG);
        bench.start();

        TaskView task = bench.runToEnd("Math.one", "[]");

        assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(task.result()).isEqualTo(rowOf(task.id(), 1));
        assertThat(shelf.saved()).containsEntry(keyOf(task.id(), 1), "\"a long result\"");
        assertThat(bench.number(NOTES)).isEqualTo(1);
    }

    @Test
    void aSmallResultIsStoredInItsRow() {
        bench.define("Math.one", arguments -> 1);
        bench.start();

        assertThat(bench.runToEnd("Math.one", "[]").result()).isEqualTo("1");
        assertThat(shelf.saved()).isEmpty();
        assertThat(bench.number(NOTES)).isZero();
    }

    @Test
    void theLimitOfResultsIsForThoseInRows() {
        bench.resultCapBytes(12).define("Math.one", arguments -> LONG);
        bench.start();

        assertThat(bench.runToEnd("Math.one", "[]").state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void aResultThatIsIgnoredIsNotSaved() {
        bench.keeping(new RetentionSettings(null, true, null)).define("Math.one", arguments -> LONG);
        bench.start();

        assertThat(bench.runToEnd("Math.one", "[]").result()).isNull();
        assertThat(shelf.saved()).isEmpty();
    }

    @Test
    void aResultThatCannotBeSavedFailsTheAttempt() {
        shelf.fail();
        bench.define("Math.one", arguments -> LONG);
        bench.start();

        TaskView task = bench.runToEnd("Math.one", "[]");

        assertThat(task.state()).isEqualTo(TaskState.FAILURE);
        assertThat(Objects.requireNonNull(task.error()).type()).isEqualTo(ResultStoreException.class.getName());
        assertThat(Objects.requireNonNull(task.error()).message())
                .startsWith("The result of task " + task.id())
                .contains("could not be saved in the ResultStore Shelf: java.io.IOException: the disk is full");
    }

    @Test
    void itIsRetriedAsThePolicySaysUnderANameOfItsOwn() {
        shelf.failOnce();
        bench.retryFor(ResultStoreException.class).define("Math.one", arguments -> LONG);
        bench.start();

        TaskView task = bench.runToEnd("Math.one", "[]");

        assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(task.result()).isEqualTo(rowOf(task.id(), 2));
        assertThat(shelf.saved()).containsOnlyKeys(keyOf(task.id(), 2));
    }

    @Test
    void aChosenIdThatIsUsedAgainOverwritesNothing() {
        bench.define("Math.one", arguments -> LONG);
        bench.start();
        TaskView first = bench.runToEnd("Math.one", "[]");
        bench.execute("DELETE FROM caraway_finished");

        bench.enqueue(NewTask.of(first.id(), "Math.one").arguments("[]").build());

        assertThat(bench.awaitEnd(first.id()).result()).isNotEqualTo(first.result());
        assertThat(shelf.saved()).hasSize(2);
        assertThat(bench.number(NOTES)).isEqualTo(2);
    }

    @Test
    void inATransactionItIsSavedToo() {
        bench.transactional().define("Math.one", arguments -> LONG);
        bench.start();

        TaskView task = bench.runToEnd("Math.one", "[]");

        assertThat(task.result()).isEqualTo(rowOf(task.id(), 1));
    }

    @Test
    void aStoreWhoseOwnDatabaseIsAwayDoesNotRunAMethodAgainThatIsNotToBeRetried() {
        shelf.whenSaved(() -> {
            throw new IllegalStateException(new SQLNonTransientConnectionException("the store's database is away"));
        });
        bench.maxRetries(3).transactional().define("Math.one", arguments -> LONG);
        bench.start();

        TaskView task = bench.runToEnd("Math.one", "[]");

        assertThat(task.state()).isEqualTo(TaskState.FAILURE);
        assertThat(task.attempt()).isEqualTo(1);
        assertThat(Objects.requireNonNull(task.error()).type()).isEqualTo(ResultStoreException.class.getName());
    }

    @Test
    void aTransactionThatLosesTheDatabaseWithItsNoteIsRunAgain() {
        bench.faults()
                .failNext(
                        "note",
                        () -> new QueueUnavailableException(
                                "away", new SQLNonTransientConnectionException("the connection is lost")));
        bench.maxRetries(0).transactional().define("Math.one", arguments -> LONG);
        bench.start();

        TaskView task = bench.runToEnd("Math.one", "[]");

        assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(task.result()).isEqualTo(rowOf(task.id(), 2));
    }

    @Test
    void whatATransactionNotedIsNotedAgainWhenItDoesNotCommit() {
        ThreadTransactions transactions = new ThreadTransactions();
        transactions.refuseCommits(1);
        shelf.whenSaved(() -> bench.execute("DELETE FROM caraway_stored_result")); // as the rollback will
        bench.maxRetries(0).transactional(transactions).define("Math.one", arguments -> LONG);
        bench.start();

        TaskView task = bench.runToEnd("Math.one", "[]");

        await(NOTES, 1);
        assertThat(task.id()).isEqualTo(shelf.saved().keySet().iterator().next().task());
    }

    @Test
    void whatArrivedAlthoughItsSaveThrewIsNotedAgain() {
        arriveAndThrow(new IllegalStateException("read timed out"));

        assertThat(bench.runToEnd("Math.one", "[]").state()).isEqualTo(TaskState.FAILURE);

        await(NOTES, 1);
    }

    @Test
    void whatArrivedAlthoughItsSaveBrokeIsNotedAgain() {
        arriveAndThrow(new AssertionError("the client is broken"));

        assertThat(bench.runToEnd("Math.one", "[]").state()).isEqualTo(TaskState.FAILURE);

        await(NOTES, 1);
    }

    private void arriveAndThrow(Throwable failure) {
        shelf.whenSaved(() -> {
            bench.execute("DELETE FROM caraway_stored_result"); // as the rollback will
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        });
        bench.maxRetries(0).transactional(new ThreadTransactions()).define("Math.one", arguments -> LONG);
        bench.start();
    }

    @Test
    void anAttemptThatHasLostItsEndSavesNothing() {
        CompletableFuture<Boolean> release = new CompletableFuture<>();
        bench.limits(Duration.ofMillis(50), Duration.ofMillis(100)).define("Math.late", arguments -> {
            release.join(); // deaf to interrupts
            return LONG;
        });
        bench.define("Math.one", arguments -> 1);
        bench.slots(1).start();

        assertThat(bench.runToEnd("Math.late", "[]").state()).isEqualTo(TaskState.FAILURE);
        release.complete(true);

        assertThat(bench.runToEnd("Math.one", "[]").result()).isEqualTo("1");
        assertThat(shelf.saved()).isEmpty();
        assertThat(bench.number(NOTES)).isZero();
    }

    @Test
    void theMethodsWorkIsNotLostWhileNothingCanBeNoted() {
        bench.faults().goAway("note");
        bench.define("Math.one", arguments -> LONG);
        bench.start();

        TaskView task = bench.runToEnd("Math.one", "[]");
        assertThat(task.result()).isEqualTo(rowOf(task.id(), 1));
        assertThat(bench.number(NOTES)).isZero();

        bench.faults().comeBack();
        await(NOTES, 1);
    }

    @Test
    void whatNobodyCanAskForIsDeleted() {
        ResultStore.Key nobodys = new ResultStore.Key(UUID.randomUUID(), 1, NONCE);
        shelf.saved().put(nobodys, LONG);
        note(nobodys);

        bench.define("Math.one", arguments -> LONG);
        bench.start();

        await(NOTES, 0);
        assertThat(shelf.saved()).isEmpty();
    }

    @Test
    void whatCouldNotBeDeletedIsNotForgotten() {
        ResultStore.Key nobodys = new ResultStore.Key(UUID.randomUUID(), 1, NONCE);
        shelf.saved().put(nobodys, LONG);
        shelf.fail();
        note(nobodys);

        bench.define("Math.one", arguments -> LONG);
        bench.start();

        await("SELECT COUNT(*) FROM caraway_stored_result WHERE check_at > CURRENT_TIMESTAMP", 1);
        assertThat(shelf.saved()).containsOnlyKeys(nobodys);
        assertThat(bench.number(NOTES)).isEqualTo(1);
    }

    @Test
    void anUnavailableStoreIsReportedOnceAndNotCalledForEach() {
        AtomicInteger tries = new AtomicInteger();
        shelf.whenDeleted(() -> {
            tries.incrementAndGet();
            throw new IllegalStateException("the store is away");
        });
        noteMany(10);
        bench.define("Math.one", arguments -> LONG);

        try (LogLines lines = new LogLines(ResultKeeper.class)) {
            bench.start();
            Eventually.reached("a line", () -> !lines.all().isEmpty());

            assertThat(tries).hasValue(3);
            assertThat(lines.all()).singleElement().satisfies(line -> assertThat(line)
                    .startsWith("10 results were not deleted")
                    .contains("the store is away"));
        }
        assertThat(bench.number(NOTES)).isEqualTo(10);
    }

    @Test
    void aStopWaitsForOneDeletionOnly() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> release = new CompletableFuture<>();
        shelf.whenDeleted(() -> {
            tries.incrementAndGet();
            begun.countDown();
            release.join();
        });
        noteMany(10);
        ExecutorService threads = Executors.newCachedThreadPool();
        Store store = bench.store();
        try {
            ResultKeeper keeper = new ResultKeeper(store.resultNotes(), shelf.overTenBytes());
            keeper.loops().get(0).start(threads);
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

            keeper.loops().get(0).requestStop();
            release.complete(true);

            assertThat(keeper.loops().get(0).awaitStop(Duration.ofMinutes(1))).isTrue();
            assertThat(tries).hasValue(1);
            assertThat(bench.number(NOTES)).isEqualTo(9);
        } finally {
            release.complete(true);
            threads.shutdownNow();
        }
    }

    private void noteMany(int count) {
        for (int i = 0; i < count; i++) {
            note(new ResultStore.Key(UUID.randomUUID(), 1, NONCE));
        }
    }

    private void note(ResultStore.Key key) {
        bench.execute("INSERT INTO caraway_stored_result (task_id, attempt, nonce, store, check_at) VALUES ('"
                + key.task() + "', " + key.attempt() + ", '" + key.nonce()
                + "', 'Shelf', CURRENT_TIMESTAMP - INTERVAL '1' SECOND)");
    }
}
