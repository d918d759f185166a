package org.caraway.internal.store.enqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.caraway.test.StoreUnderTest.ERROR;
import static org.caraway.test.StoreUnderTest.running;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.TaskNotUniqueException;
import org.caraway.TaskView;
import org.caraway.UniqueKey;
import org.caraway.UniqueKey.Conflict;
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
import org.junit.jupiter.api.Test;

/** Calls that replace the waiting task with their unique key. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class UniqueReplaceTest {

    private static final UniqueKey KEY = UniqueKey.of("reindex-42");
    private static final UniqueKey REPLACING = KEY.onConflict(Conflict.REPLACE);

    private final StoreUnderTest bench;

    UniqueReplaceTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    private NewTask replacement(UniqueKey unique) {
        return keyed(unique)
                .queue("other")
                .priority(9)
                .arguments("[2]")
                .headers(Map.of("a", "b"))
                .labels(Map.of("c", "d"))
                .delay(Duration.ofHours(2))
                .createdBy("bob")
                .context("{\"locale\": \"de-AT\"}")
                .build();
    }

    @Test
    void aWaitingTaskTakesOverTheCall() throws SQLException {
        UUID first = inserted(KEY);

        assertThat(insert(replacement(REPLACING))).isEqualTo(new InsertedTask(first, Kind.REPLACED));

        TaskView task = bench.view(first);
        assertThat(task.queue()).isEqualTo("other");
        assertThat(task.priority()).isEqualTo(9);
        assertThat(task.arguments()).isEqualTo("[2]");
        assertThat(task.headers()).isEqualTo(Map.of("a", "b"));
        assertThat(task.labels()).isEqualTo(Map.of("c", "d"));
        assertThat(task.createdBy()).isEqualTo("bob");
        assertThat(Duration.between(task.createdAt(), task.runAt())).isGreaterThan(Duration.ofMinutes(119));
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isEqualTo(1);
    }

    @Test
    void aTaskThatWaitsInItsSpanTakesOverToo() {
        UUID first = inserted(KEY.within(Duration.ofHours(1)));

        assertThat(insert(replacement(REPLACING.within(Duration.ofHours(1)))))
                .isEqualTo(new InsertedTask(first, Kind.REPLACED));
        assertThat(bench.view(first).arguments()).isEqualTo("[2]");
    }

    @Test
    void aTaskThatHasBegunIsNotReplaced() {
        UUID first = inserted(KEY);
        ClaimedTask running = bench.claim(1).get(0);
        assertRefused(first);

        bench.store()
                .completions()
                .complete(List.of(new AttemptCompletion(running, new Transition.Retry(Duration.ZERO, ERROR), null)))
                .lost();

        assertRefused(first);
    }

    private void assertRefused(UUID holder) {
        assertThatThrownBy(() -> insert(replacement(REPLACING)))
                .isInstanceOf(TaskNotUniqueException.class)
                .hasMessageContaining("task " + holder)
                .hasMessageEndingWith("it has begun and cannot be replaced");
        assertThat(bench.view(holder).arguments()).isEqualTo("[]");
    }

    @Test
    void aTaskOfAnotherNameIsNotReplaced() {
        insert(NewTask.of(UUID.randomUUID(), "Other.task").unique(KEY).build());

        assertThatThrownBy(() -> insert(replacement(REPLACING)))
                .isInstanceOf(TaskNotUniqueException.class)
                .hasMessageContaining("(Other.task) has the unique key 'reindex-42'; it is another task");
    }

    @Test
    void aBatchThatIsRefusedReplacesNothing() {
        UUID first = inserted(KEY);
        UUID other = inserted(UniqueKey.of("zzz"));

        assertThatThrownBy(() -> bench.store()
                        .inserts()
                        .insert(List.of(
                                replacement(REPLACING),
                                keyed(UniqueKey.of("zzz").onConflict(Conflict.REFUSE))
                                        .build())))
                .isInstanceOf(TaskNotUniqueException.class);
        assertThat(bench.view(first).arguments()).isEqualTo("[]");
        assertThat(bench.view(other).arguments()).isEqualTo("[]");
    }

    private NewTask.Builder keyed(UniqueKey unique) {
        return NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME).unique(unique);
    }

    private InsertedTask insert(NewTask task) {
        return bench.store().inserts().insert(List.of(task)).get(0);
    }

    private UUID inserted(UniqueKey unique) {
        InsertedTask inserted = insert(keyed(unique).build());
        assertThat(inserted.kind()).isEqualTo(Kind.NEW);
        return inserted.id();
    }
}
