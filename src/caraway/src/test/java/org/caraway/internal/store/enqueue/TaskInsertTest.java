package org.caraway.internal.store.enqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.CarawayException;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Inserting tasks one at a time, and refusing bad ones. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class TaskInsertTest {

    private final StoreUnderTest bench;

    TaskInsertTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void whatWasInsertedIsFoundAsItWas() {
        UUID root = UUID.randomUUID();
        UUID parent = UUID.randomUUID();
        Map<String, String> headers = Map.of("tenant", "größe \"x\"", "empty", "");
        NewTask task = NewTask.of(UUID.randomUUID(), "Reports.render")
                .queue("reports")
                .priority(7)
                .startAt(Instant.parse("2030-01-02T03:04:05.678901Z"))
                .arguments("[1, \"ü\\u0000\", {\"a\": null}]")
                .headers(headers)
                .labels(Map.of("customer", "42"))
                .below(root, parent)
                .createdBy("alice")
                .context("{\"locale\": \"de-AT\"}")
                .build();

        bench.store().inserts().insert(List.of(task));

        TaskView found = bench.view(task.id());
        assertThat(found.name()).isEqualTo("Reports.render");
        assertThat(found.queue()).isEqualTo("reports");
        assertThat(found.state()).isEqualTo(TaskState.PENDING);
        assertThat(found.priority()).isEqualTo(7);
        assertThat(found.runAt()).isEqualTo(Instant.parse("2030-01-02T03:04:05.678901Z"));
        assertThat(found.arguments()).isEqualTo("[1, \"ü\\u0000\", {\"a\": null}]");
        assertThat(found.headers()).isEqualTo(headers);
        assertThat(found.labels()).isEqualTo(Map.of("customer", "42"));
        assertThat(found.rootId()).isEqualTo(root);
        assertThat(found.parentId()).isEqualTo(parent);
        assertThat(found.createdBy()).isEqualTo("alice");
        assertThat(found.attempt()).isZero();
    }

    @Test
    void theClaimGivesTheCallerAndTheContextAsTheyWere() {
        String context = "{\"locale\": \"de-AT\", \"tenant\": {\"version\": 2, \"value\": \"größe\\u0000\"}}";
        bench.store()
                .inserts()
                .insert(List.of(NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME)
                        .createdBy("ali\"ce ü")
                        .context(context)
                        .build()));

        ClaimedTask claimed = bench.claim(1).get(0);

        assertThat(claimed.createdBy()).isEqualTo("ali\"ce ü");
        assertThat(claimed.context()).isEqualTo(context);
    }

    @Test
    void aTaskOfNobodyWithNothingHasNeither() {
        bench.insert(1);

        ClaimedTask claimed = bench.claim(1).get(0);

        assertThat(claimed.createdBy()).isNull();
        assertThat(claimed.context()).isNull();
    }

    @Test
    void aMegabyteOfArgumentsIsReadUnchanged() {
        String arguments = "[\"" + "x".repeat(1_000_000) + "\"]";
        NewTask task = NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME)
                .arguments(arguments)
                .build();

        bench.store().inserts().insert(List.of(task));

        assertThat(bench.claim(1).get(0).arguments()).isEqualTo(arguments);
    }

    @Test
    void aDelayCountsFromTheInsertByTheDatabasesClock() {
        NewTask task = StoreUnderTest.task(
                UUID.randomUUID(), StoreUnderTest.NAME, StoreUnderTest.QUEUE, 4, Duration.ofMillis(90_500));

        bench.store().inserts().insert(List.of(task));

        TaskView found = bench.view(task.id());
        assertThat(Duration.between(found.createdAt(), found.runAt()))
                .isBetween(Duration.ofMillis(90_500), Duration.ofMillis(120_000));
    }

    @Test
    void ofABatchWithATakenIdNothingIsInserted() throws SQLException {
        UUID taken = bench.insert(1).get(0);

        assertThatThrownBy(() -> bench.store()
                        .inserts()
                        .insert(List.of(
                                StoreUnderTest.task(),
                                StoreUnderTest.task(taken, StoreUnderTest.NAME, "default", 4, null))))
                .isInstanceOf(CarawayException.class)
                .hasMessageStartingWith("The tasks were not enqueued: the database refused it");
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isEqualTo(1);
    }

    @Test
    void aRowOfNameAndArgumentsIsATask() throws SQLException {
        bench.execute("INSERT INTO caraway_active (name, arguments) VALUES ('Mail.send', '[\"you\"]')");

        List<ClaimedTask> claimed = bench.claim(5);

        assertThat(claimed).hasSize(1);
        assertThat(claimed.get(0).arguments()).isEqualTo("[\"you\"]");
        assertThat(claimed.get(0).headers()).isEmpty();
    }

    @Test
    void aRowThatMakesNoSenseIsRefused() {
        assertRefused("INSERT INTO caraway_active (name, priority) VALUES ('Mail.send', 11)");
        assertRefused("INSERT INTO caraway_active (name, state) VALUES ('Mail.send', 'SUCCESS')");
        assertRefused("INSERT INTO caraway_active (name, state) VALUES ('Mail.send', 'STARTED')");
        assertRefused("INSERT INTO caraway_active (name, arguments) VALUES ('Mail.send', '[1')");
        assertRefused("INSERT INTO caraway_active (name) VALUES ('')");
    }

    private void assertRefused(String sql) {
        assertThatThrownBy(() -> bench.execute(sql)).as(sql).isInstanceOf(SQLException.class);
    }

    @Test
    void headersAndLabelsThatAreNoObjectNeverReachAClaim() {
        assertThatThrownBy(() -> bench.execute("INSERT INTO caraway_active (name, headers) VALUES ('X', '[1]')"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> bench.execute("INSERT INTO caraway_active (name, labels) VALUES ('X', '\"a\"')"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void headersThatSqlWroteAsNumbersAreGivenAsText() throws SQLException {
        bench.execute(
                "INSERT INTO caraway_active (name, headers) VALUES ('Mail.send', '{\"tries\": 3, \"by\": null}')");

        assertThat(bench.claim(1).get(0).headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of("tries", "3", "by", "null"));
    }

    @Test
    void theErrorOfARefusedInsertHasNoArguments() {
        UUID taken = bench.insert(1).get(0);
        NewTask secret = NewTask.of(taken, "Mail.send")
                .arguments("[\"hunter2\"]")
                .headers(Map.of("k", "hunter2"))
                .build();

        Throwable refused =
                catchThrowable(() -> bench.store().inserts().insert(List.of(StoreUnderTest.task(), secret)));

        assertThat(refused).isInstanceOf(CarawayException.class).hasMessageContaining("23505");
        StringWriter trace = new StringWriter();
        refused.printStackTrace(new PrintWriter(trace, true));
        assertThat(trace.toString()).doesNotContain("hunter2");
    }
}
