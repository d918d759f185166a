package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.caraway.UniqueKey;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.InsertedTask;
import org.caraway.internal.store.model.InsertedTask.Kind;
import org.caraway.internal.store.model.NewTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every database must do for tasks whose id the caller chose; a part of {@link TaskStoreConformance}. */
abstract class ChosenIdConformance extends UniqueConformance {

    private NewTask chosen(UUID id) {
        return NewTask.of(id, StoreUnderTest.NAME).idChosen(true).build();
    }

    @Nested
    class ChosenIds {

        @Test
        void aTaskThatIsLiveStandsForTheSecond() throws SQLException {
            UUID id = UUID.randomUUID();

            assertThat(insert(chosen(id))).isEqualTo(new InsertedTask(id, Kind.NEW));
            assertThat(insert(chosen(id))).isEqualTo(new InsertedTask(id, Kind.EXISTING));
            assertThat(live()).isEqualTo(1);
        }

        @Test
        void aTaskThatIsOverStandsForTheSecond() throws SQLException {
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

            insert(NewTask.of(id, StoreUnderTest.NAME)
                    .idChosen(true)
                    .unique(daily)
                    .build());
            insert(NewTask.of(id, StoreUnderTest.NAME)
                    .idChosen(true)
                    .unique(KEY)
                    .build());

            assertThat(bench.count("SELECT COUNT(*) FROM caraway_unique_window"))
                    .isZero();
            assertThat(live()).isZero();
        }

        @Test
        void neitherACallNorTheEndOfTheTaskLetsItRunTwice() throws Exception {
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
    }
}
