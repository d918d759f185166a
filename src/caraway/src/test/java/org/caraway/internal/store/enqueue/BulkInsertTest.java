package org.caraway.internal.store.enqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.caraway.CallTiming;
import org.caraway.CarawayException;
import org.caraway.internal.store.model.InsertedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Inserting many tasks in one call. */
@EachDatabase
class BulkInsertTest {

    private static final String ROW = """
            SELECT COUNT(*)
              FROM caraway_active AS one
              JOIN caraway_active AS other ON other.id = '%s'
             WHERE one.id = '%s'
               AND one.name = other.name AND one.queue = other.queue AND one.priority = other.priority
               AND one.task_key = other.task_key
               AND one.run_at BETWEEN other.run_at - INTERVAL '10' MINUTE AND other.run_at + INTERVAL '10' MINUTE
               AND (one.expires_at IS NULL AND other.expires_at IS NULL
                    OR one.expires_at BETWEEN other.expires_at - INTERVAL '10' MINUTE
                                          AND other.expires_at + INTERVAL '10' MINUTE)
               AND one.unique_key IS NULL AND one.unique_scope IS NULL AND one.unique_lock IS NULL
               AND one.max_retries IS NOT DISTINCT FROM other.max_retries
               AND CAST(one.options AS varchar) IS NOT DISTINCT FROM CAST(other.options AS varchar)
               AND CAST(one.arguments AS varchar) = CAST(other.arguments AS varchar)
               AND CAST(one.headers AS varchar) = CAST(other.headers AS varchar)
               AND CAST(one.labels AS varchar) = CAST(other.labels AS varchar)
               AND one.root_id IS NOT DISTINCT FROM other.root_id AND one.parent_id IS NOT DISTINCT FROM other.parent_id
               AND one.created_by IS NOT DISTINCT FROM other.created_by
               AND CAST(one.context AS varchar) IS NOT DISTINCT FROM CAST(other.context AS varchar)""";
    private static final UUID ROOT = UUID.randomUUID();
    private static final Instant LATER = Instant.parse("2030-01-02T03:04:05.123456Z");

    private final StoreUnderTest bench;

    BulkInsertTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void areWhatEachWouldBeAlone() throws SQLException {
        for (List<Function<UUID, NewTask>> mixture : List.<List<Function<UUID, NewTask>>>of(
                List.of(BulkInsertTest::plain, BulkInsertTest::plain),
                List.of(BulkInsertTest::full, BulkInsertTest::full),
                List.of(BulkInsertTest::delayed, BulkInsertTest::delayed),
                List.of(BulkInsertTest::full, BulkInsertTest::plain, BulkInsertTest::delayed))) {
            List<NewTask> together =
                    mixture.stream().map(task -> task.apply(UUID.randomUUID())).toList();
            assertThat(bench.store().inserts().insert(together))
                    .containsExactlyElementsOf(
                            together.stream().map(InsertedTask::added).toList());
            for (int number = 0; number < mixture.size(); number++) {
                NewTask alone = mixture.get(number).apply(UUID.randomUUID());
                bench.store().inserts().insert(List.of(alone));
                assertThat(bench.count(
                                ROW.formatted(alone.id(), together.get(number).id())))
                        .as("task %d of %d", number, mixture.size())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void mayBeThousands() throws SQLException {
        List<NewTask> tasks = new ArrayList<>();
        Stream.generate(UUID::randomUUID)
                .limit(2_345)
                .forEach(id -> tasks.add(NewTask.of(id, StoreUnderTest.NAME)
                        .arguments("[" + tasks.size() + "]")
                        .build()));

        bench.store().inserts().insert(tasks);

        assertThat(bench.count("SELECT COUNT(DISTINCT CAST(arguments AS varchar)) FROM caraway_active"))
                .isEqualTo(2_345);
    }

    @Test
    void alsoThousandsAreWhatEachWouldBeAlone() throws SQLException {
        String text = "longer than any buffer ".repeat(10_000);
        List<Function<UUID, NewTask>> last =
                List.of(id -> untimed(id, "short"), id -> untimed(id, text), BulkInsertTest::plain);
        List<NewTask> tasks = new ArrayList<>(Stream.generate(UUID::randomUUID)
                .limit(600)
                .map(BulkInsertTest::plain)
                .toList());
        last.forEach(task -> tasks.add(task.apply(UUID.randomUUID())));

        bench.store().inserts().insert(tasks);

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isEqualTo(603);
        for (int number = 0; number < last.size(); number++) {
            NewTask alone = last.get(number).apply(UUID.randomUUID());
            bench.store().inserts().insert(List.of(alone));
            assertThat(bench.count(
                            ROW.formatted(alone.id(), tasks.get(600 + number).id())))
                    .as("task %d", number)
                    .isEqualTo(1);
        }
    }

    @Test
    void ofThousandsOneThatIsRefusedRefusesAll() throws SQLException {
        List<NewTask> tasks = new ArrayList<>(Stream.generate(UUID::randomUUID)
                .limit(600)
                .map(BulkInsertTest::plain)
                .toList());
        tasks.add(NewTask.of(UUID.randomUUID(), "x".repeat(201)).build());

        assertThatThrownBy(() -> bench.store().inserts().insert(tasks))
                .isInstanceOf(CarawayException.class)
                .hasMessageContaining("(SQLState 22001)");

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isZero();
        bench.store().inserts().insert(tasks.subList(0, 600));
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isEqualTo(600);
    }

    private static NewTask plain(UUID id) {
        return NewTask.of(id, StoreUnderTest.NAME).build();
    }

    private static NewTask full(UUID id) {
        return NewTask.of(id, "Sms.send")
                .queue("low")
                .priority(7)
                .key("tenant")
                .timing(new CallTiming(null, LATER, null, LATER.plusSeconds(60)))
                .maxRetries(9)
                .options(Map.of("time-limit", "PT1M"))
                .arguments("[\"it's {a}, \\\"b\\\", \\\\ and NULL\",null]")
                .headers(Map.of("trace", "a,b"))
                .labels(Map.of("shop", "{x}"))
                .below(ROOT, ROOT)
                .createdBy("anna")
                .context("{\"locale\":\"de\"}")
                .build();
    }

    private static NewTask untimed(UUID id, String text) {
        return NewTask.of(id, "Sms.send")
                .queue("low")
                .priority(7)
                .key("tenant")
                .maxRetries(9)
                .options(Map.of("time-limit", "PT1M"))
                .arguments(
                        "[\"it's {a}, \\\"b\\\", \\\\, \\t, \u00fc\u20ac\ud83d\ude00 and NULL\",null,\"" + text + "\"]")
                .headers(Map.of("trace", "a,b\t\u00fc"))
                .labels(Map.of("shop", "{x}"))
                .below(ROOT, ROOT)
                .createdBy("anna")
                .context("{\"locale\":\"de\"}")
                .build();
    }

    private static NewTask delayed(UUID id) {
        return NewTask.of(id, StoreUnderTest.NAME)
                .timing(new CallTiming(Duration.ofHours(1), null, Duration.ofHours(2), null))
                .build();
    }
}
