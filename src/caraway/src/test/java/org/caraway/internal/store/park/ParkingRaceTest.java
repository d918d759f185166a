package org.caraway.internal.store.park;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.caraway.SignalOutcome;
import org.caraway.internal.lifecycle.Parking;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What parks, signals and wakes the same task at the same instant. */
@EachDatabase
class ParkingRaceTest {

    private static final int ROUNDS = 60;
    private static final int SENDERS = 3;
    private static final String NAME = "approved";

    private final StoreUnderTest bench;
    private final ParkedTasks parked;
    private final ExecutorService threads = Executors.newFixedThreadPool(SENDERS + 1);

    ParkingRaceTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
        parked = bench.store().parked();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aSignalIsNeverMissedByAnAttemptThatParks() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            ClaimedTask task = bench.started();

            atOnce(List.of(() -> park(task, Duration.ofHours(1)), () -> send(task, "1")));

            assertThat(bench.claim(2)).extracting(ClaimedTask::id).containsExactly(task.id());
            finish(task);
        }
    }

    @Test
    void ofManySignalsOneIsTheTasks() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            ClaimedTask task = bench.started();
            List<Callable<SignalOutcome>> calls = new ArrayList<>();
            calls.add(() -> park(task, Duration.ofHours(1)));
            for (int sender = 0; sender < SENDERS; sender++) {
                String json = String.valueOf(sender);
                calls.add(() -> send(task, json));
            }

            List<SignalOutcome> outcomes = atOnce(calls).subList(1, SENDERS + 1);

            assertThat(outcomes)
                    .containsOnlyOnce(SignalOutcome.ACCEPTED)
                    .filteredOn(outcome -> outcome == SignalOutcome.ALREADY_SENT)
                    .hasSize(SENDERS - 1);
            assertThat(payload(task)).contains(String.valueOf(outcomes.indexOf(SignalOutcome.ACCEPTED)));
            assertThat(bench.claim(2)).hasSize(1);
            finish(task);
        }
    }

    @Test
    void aSignalAndATimeOutNeverBothWin() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            ClaimedTask task = bench.started();
            park(task, Duration.ZERO);

            List<SignalOutcome> outcomes = atOnce(List.of(() -> send(task, "1"), () -> {
                parked.wake(10);
                return SignalOutcome.TOO_LATE;
            }));

            boolean accepted = outcomes.get(0) == SignalOutcome.ACCEPTED;
            assertThat(outcomes.get(0)).isNotEqualTo(SignalOutcome.ALREADY_SENT);
            parked.wake(10); // a scan leaves out a row that is locked
            assertThat(payload(task)).isEqualTo(accepted ? Optional.of("1") : Optional.empty());
            assertThat(parked.signal(task.id(), NAME)).isPresent();
            assertThat(bench.claim(2)).hasSize(1);
            finish(task);
        }
    }

    private List<SignalOutcome> atOnce(List<Callable<SignalOutcome>> calls)
            throws InterruptedException, ExecutionException, TimeoutException {
        CyclicBarrier start = new CyclicBarrier(calls.size());
        List<Future<SignalOutcome>> running = new ArrayList<>();
        for (Callable<SignalOutcome> call : calls) {
            running.add(threads.submit(() -> {
                start.await();
                return call.call();
            }));
        }
        List<SignalOutcome> outcomes = new ArrayList<>();
        for (Future<SignalOutcome> one : running) {
            outcomes.add(one.get(30, TimeUnit.SECONDS));
        }
        return outcomes;
    }

    /** A completion whose row is locked is put off; the writer tries it again, and so does this. */
    private SignalOutcome park(ClaimedTask task, Duration longest) {
        AttemptCompletion completion =
                new AttemptCompletion(task, new Transition.Postpone(new Parking(Parking.signal(NAME), longest)), null);
        while (!bench.store()
                .completions()
                .completeUnlocked(List.of(completion), Duration.ofMillis(500))
                .locked()
                .isEmpty()) {
            Thread.onSpinWait();
        }
        return SignalOutcome.ACCEPTED;
    }

    private SignalOutcome send(ClaimedTask task, String json) {
        return parked.send(task.id(), NAME, json, null).outcome();
    }

    private Optional<String> payload(ClaimedTask task) {
        return parked.signal(task.id(), NAME).map(StoredSignal::payload);
    }

    private void finish(ClaimedTask task) throws SQLException {
        bench.execute("DELETE FROM caraway_active WHERE id = '" + task.id() + "'");
    }
}
