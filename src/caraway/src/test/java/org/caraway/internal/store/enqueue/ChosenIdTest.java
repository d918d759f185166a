package org.caraway.internal.store.enqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.caraway.test.StoreUnderTest.running;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.caraway.UniqueKey;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.InsertedTask;
import org.caraway.internal.store.model.InsertedTask.Kind;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tasks whose id the caller chose. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class ChosenIdTest {

    private static final UniqueKey KEY = UniqueKey.of("reindex-42");

    private final StoreUnderTest bench;

    ChosenIdTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void aLiveTaskIsReturnedForTheSecondCall() throws SQLException {
        UUID id = UUID.randomUUID();

        assertThat(insert(chosen(id))).isEqualTo(new InsertedTask(id, Kind.NEW));
        assertThat(insert(chosen(id))).isEqualTo(new InsertedTask(id, Kind.EXISTING));
        assertThat(live()).isEqualTo(1);
    }

    @Test
    void aFinishedTaskIsReturnedForTheSecondCall() throws SQLException {
        UUID id = UUID.randomUUID();
        insert(chosen(id));
        succeed(bench.claim(1).get(0));

        assertThat(insert(chosen(id))).isEqualTo(new InsertedTask(id, Kind.EXISTING));
        assertThat(live()).isZero();
    }

    @Test
    void aTaskThatIsOverTakesNoKeyWithItsSecondCall() throws SQLException {
        UUID id = UUID.randomUUID();
        UniqueKey daily = KEY.within(Duration.ofDays(1));
        insert(chosen(id));
        succeed(bench.claim(1).get(0));

        insert(NewTask.of(id, StoreUnderTest.NAME).idChosen(true).unique(daily).build());
        insert(NewTask.of(id, StoreUnderTest.NAME).idChosen(true).unique(KEY).build());

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_unique_window")).isZero();
        assertThat(live()).isZero();
    }

    @Test
    void neitherACallNorTheCompletionLetsTheTaskRunTwice() throws Exception {
        UUID id = UUID.randomUUID();
        insert(chosen(id));
        ClaimedTask running = bench.claim(1).get(0);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<@Nullable Object> end = threads.submit(() -> {
                succeed(running);
                return null;
            });
            while (!end.isDone()) {
                assertThat(insert(chosen(id))).isEqualTo(new InsertedTask(id, Kind.EXISTING));
            }
            end.get(60, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }

        assertThat(live()).isZero();
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_finished")).isEqualTo(1);
    }

    private NewTask chosen(UUID id) {
        return NewTask.of(id, StoreUnderTest.NAME).idChosen(true).build();
    }

    private InsertedTask insert(NewTask task) {
        return bench.store().inserts().insert(List.of(task)).get(0);
    }

    private void succeed(ClaimedTask task) {
        bench.store().completions().complete(List.of(new AttemptCompletion(task, new Transition.Succeed(null), null)));
    }

    private long live() throws SQLException {
        return bench.count("SELECT COUNT(*) FROM caraway_active");
    }
}
