package org.caraway.internal.store.enqueue;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.caraway.CallTiming;
import org.caraway.TaskView;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Each database stores the ends of the range that calls are held to. */
@EachDatabase
class TimeRangeTest {

    private final StoreUnderTest bench;

    TimeRangeTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void theEarliestAndTheLatestInstantComeBackEqual() {
        TaskView earliest = inserted(new CallTiming(null, CallTiming.EARLIEST, null, null));
        TaskView latest = inserted(new CallTiming(null, CallTiming.LATEST.minusSeconds(1), null, CallTiming.LATEST));

        assertThat(earliest.runAt()).isEqualTo(CallTiming.EARLIEST);
        assertThat(latest.runAt()).isEqualTo(CallTiming.LATEST.minusSeconds(1));
        assertThat(latest.expiresAt()).isEqualTo(CallTiming.LATEST);
    }

    @Test
    void theLongestDelayAndExpiryAreAddedToTheDatabasesClock() {
        Instant least = Instant.now().plus(CallTiming.LONGEST).minus(Duration.ofDays(2));

        TaskView task =
                inserted(new CallTiming(CallTiming.LONGEST.minus(Duration.ofDays(1)), null, CallTiming.LONGEST, null));

        assertThat(task.runAt()).isAfter(least);
        assertThat(task.expiresAt()).isAfter(task.runAt());
    }

    @Test
    void theLongestWaitOfARetryAndOfAPostponedTaskIsStored() {
        bench.insert(2);
        List<ClaimedTask> claimed = bench.claim(2);
        Instant least = Instant.now().plus(CallTiming.LONGEST).minus(Duration.ofDays(1));

        bench.complete(claimed.get(0), new Transition.Retry(CallTiming.LONGEST, StoreUnderTest.ERROR));
        bench.complete(claimed.get(1), new Transition.Postpone(CallTiming.LONGEST));

        assertThat(bench.view(claimed.get(0).id()).runAt()).isAfter(least);
        assertThat(bench.view(claimed.get(1).id()).runAt()).isAfter(least);
    }

    @Test
    void aListingMayAskForTheWholeRange() {
        bench.insert(1);

        assertThat(bench.store()
                        .search()
                        .find(TaskQuery.all().createdSince(CallTiming.EARLIEST).createdBefore(CallTiming.LATEST)))
                .hasSize(1);
    }

    private TaskView inserted(CallTiming timing) {
        NewTask task = NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME)
                .timing(timing)
                .build();
        bench.store().inserts().insert(List.of(task));
        return bench.view(task.id());
    }
}
