package org.caraway.internal.store.recover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.test.ClaimRequests.limited;
import static org.caraway.test.ClaimRequests.rate;
import static org.caraway.test.ClaimRequests.request;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.caraway.UniqueKey;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.InsertedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/**
 * What the tables say after the database's clock has jumped by an hour. A jump is made by its mirror image: all stored
 * instants move by an hour the other way.
 */
@EachDatabase
class ClockJumpTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final StoreUnderTest bench;

    ClockJumpTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void aRenewalReturnsHowFarTheClockHasAdvanced() throws SQLException {
        jumpForward();
        assertThat(advance()).isBetween(HOUR, HOUR.plusMinutes(5));

        goBack();
        assertThat(advance()).isBetween(HOUR.negated(), HOUR.negated().plusMinutes(5));

        assertThat(advance()).isBetween(Duration.ZERO, Duration.ofMinutes(5));
    }

    @Test
    void whoRescuesIsAskedWithTheAdvanceOfTheClockAndChangesNothingIfItRefuses() throws SQLException {
        ClaimedTask running = bench.started();
        bench.register(StoreUnderTest.RESCUER);
        jumpForward();
        bench.execute("UPDATE caraway_worker SET lease_until = CURRENT_TIMESTAMP + INTERVAL '1' MINUTE WHERE id = '"
                + StoreUnderTest.RESCUER + "'");
        bench.expireLease(StoreUnderTest.WORKER);
        AtomicReference<Duration> asked = new AtomicReference<>();

        RescueResult result = bench.store()
                .rescues()
                .rescue(
                        StoreUnderTest.RESCUER,
                        sinceRenewal -> {
                            asked.set(sinceRenewal);
                            return false;
                        },
                        Map.of());

        assertThat(result.workers()).isEmpty();
        assertThat(asked.get()).isBetween(HOUR, HOUR.plusMinutes(5));
        assertThat(bench.complete(running, new Transition.Succeed("1"))).isEmpty();
    }

    @Test
    void aWorkerThatHasNotRenewedItsLeaseSinceTheClockWentBackIsLost() throws SQLException {
        ClaimedTask running = bench.started();
        goBack();

        assertThat(bench.rescue(Map.of()).releasedIds()).containsExactly(running.id());
    }

    @Test
    void aWorkerThatHasRenewedItsLeaseSinceIsNot() throws SQLException {
        bench.started();
        goBack();
        advance();

        assertThat(bench.rescue(Map.of()).workers()).isEmpty();
    }

    @Test
    void aTaskThatWasDueAtOnceIsDueAgain() throws SQLException {
        UUID atOnce = bench.insert(1).get(0);
        bench.store()
                .inserts()
                .insert(List.of(NewTask.of(StoreUnderTest.id(), StoreUnderTest.NAME)
                        .delay(Duration.ofMinutes(1))
                        .build()));
        goBack();
        assertThat(bench.claim(10)).isEmpty();

        assertThat(bench.store().rescues().correctDueTimes()).isEqualTo(1);

        assertThat(bench.claim(10)).extracting(ClaimedTask::id).containsExactly(atOnce);
    }

    @Test
    void aRetryKeepsItsDelay() throws SQLException {
        ClaimedTask soon = bench.started();
        ClaimedTask late = bench.started();
        bench.complete(soon, new Transition.Retry(Duration.ZERO, StoreUnderTest.ERROR));
        bench.complete(late, new Transition.Retry(HOUR, StoreUnderTest.ERROR));
        goBack();

        assertThat(bench.store().rescues().correctDueTimes()).isEqualTo(2);

        assertThat(bench.view(soon.id()).runAt()).isBefore(Instant.now().plus(Duration.ofMinutes(5)));
        assertThat(bench.view(late.id()).runAt())
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(55)),
                        Instant.now().plus(Duration.ofMinutes(65)));
        assertThat(bench.store().rescues().correctDueTimes()).isZero();
    }

    @Test
    void anInstantThatACallerChoseIsKept() throws SQLException {
        Instant chosen = Instant.now().plus(Duration.ofMinutes(90));
        UUID id = StoreUnderTest.id();
        bench.store()
                .inserts()
                .insert(List.of(
                        NewTask.of(id, StoreUnderTest.NAME).startAt(chosen).build()));
        bench.execute("UPDATE caraway_active SET created_at = CURRENT_TIMESTAMP + INTERVAL '1' HOUR");

        assertThat(bench.store().rescues().correctDueTimes()).isZero();

        assertThat(bench.view(id).runAt()).isBetween(chosen.minusSeconds(1), chosen.plusSeconds(1));
    }

    @Test
    void aRateLimitAdmitsOneTaskAndCountsFromThere() throws SQLException {
        bench.insert(3);
        assertThat(claimOnePerHour()).hasSize(1);
        bench.execute("UPDATE caraway_limit SET empty_at = empty_at + INTERVAL '5' HOUR,"
                + " next_at = next_at + INTERVAL '5' HOUR WHERE rate <> ''");

        assertThat(claimOnePerHour()).hasSize(1);
        assertThat(claimOnePerHour()).isEmpty();
    }

    private List<ClaimedTask> claimOnePerHour() {
        return bench.store().claims().claim(limited(request(1), rate("1/h")));
    }

    @Test
    void aUniqueKeyWhoseSpanBeginsInTheFutureIsFree() throws SQLException {
        UniqueKey key = UniqueKey.of("report").within(Duration.ofMinutes(10));
        InsertedTask first = insert(key);
        assertThat(insert(key).id()).isEqualTo(first.id());
        bench.execute("UPDATE caraway_unique_window SET held_since = held_since + INTERVAL '1' HOUR,"
                + " held_until = held_until + INTERVAL '1' HOUR");
        ClaimedTask running = bench.claim(1).get(0);
        bench.complete(running, new Transition.Succeed("1"));

        InsertedTask second = insert(key);

        assertThat(second.kind()).isEqualTo(InsertedTask.Kind.NEW);
        assertThat(insert(key).id()).isEqualTo(second.id());
    }

    private InsertedTask insert(UniqueKey key) {
        return bench.store()
                .inserts()
                .insert(List.of(NewTask.of(StoreUnderTest.id(), StoreUnderTest.NAME)
                        .unique(key)
                        .build()))
                .get(0);
    }

    private Duration advance() {
        return bench.store()
                .workers()
                .renew(StoreUnderTest.WORKER, StoreUnderTest.LEASE, 0)
                .orElseThrow();
    }

    private void jumpForward() throws SQLException {
        bench.execute("UPDATE caraway_worker SET seen_at = seen_at - INTERVAL '1' HOUR,"
                + " lease_until = lease_until - INTERVAL '1' HOUR");
    }

    private void goBack() throws SQLException {
        bench.execute("UPDATE caraway_worker SET seen_at = seen_at + INTERVAL '1' HOUR,"
                + " lease_until = lease_until + INTERVAL '1' HOUR");
        bench.execute("UPDATE caraway_active SET created_at = created_at + INTERVAL '1' HOUR,"
                + " run_at = run_at + INTERVAL '1' HOUR, started_at = started_at + INTERVAL '1' HOUR");
    }
}
