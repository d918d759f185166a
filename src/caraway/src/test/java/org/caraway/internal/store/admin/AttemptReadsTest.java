package org.caraway.internal.store.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.caraway.TaskError;
import org.caraway.admin.AttemptInfo;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reading the attempts of a task. */
@EachDatabase
class AttemptReadsTest {

    private final StoreUnderTest bench;

    AttemptReadsTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void ofStackTracesWithMoreThanAMillionCharactersThoseOfTheLatestAreRead() {
        UUID task = fail("short", "a".repeat(600_000), "b".repeat(600_000), "latest");

        assertThat(bench.store().attempts().attempts(task, 10))
                .extracting(AttemptInfo::attempt, AttemptReadsTest::beginOfTrace)
                .containsExactly(tuple(1, null), tuple(2, null), tuple(3, "b"), tuple(4, "l"));
    }

    @Test
    void theLatestAreReadAndTheFirstOfThemComesFirst() {
        UUID task = fail("one", "two", "three");

        assertThat(bench.store().attempts().attempts(task, 2))
                .extracting(AttemptInfo::attempt)
                .containsExactly(2, 3);
    }

    private static @Nullable String beginOfTrace(AttemptInfo attempt) {
        TaskError error = attempt.error();
        return error == null || error.trace().isEmpty() ? null : error.trace().substring(0, 1);
    }

    /** A task with an attempt that failed with each of these traces. */
    private UUID fail(String... traces) {
        UUID id = bench.insert(1).get(0);
        for (String trace : traces) {
            List<ClaimedTask> claimed = bench.claim(1);
            bench.complete(claimed.get(0), new Transition.Retry(Duration.ZERO, new TaskError("Boom", "bang", trace)));
        }
        return id;
    }
}
