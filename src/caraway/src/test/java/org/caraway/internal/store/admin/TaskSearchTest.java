package org.caraway.internal.store.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.caraway.test.StoreUnderTest.running;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.CallTiming;
import org.caraway.TaskError;
import org.caraway.TaskState;
import org.caraway.TaskSummary;
import org.caraway.TaskView;
import org.caraway.UniqueKey;
import org.caraway.admin.AttemptInfo;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Finding tasks by a query, and what is shown of them. */
@EachDatabase
class TaskSearchTest {

    private final OperatedStore bench;

    TaskSearchTest(MigratedDatabase database) throws SQLException {
        bench = new OperatedStore(database.dataSource());
    }

    @Test
    void pagesComeNewestFirstAndNoneTwice() {
        List<UUID> live = bench.tasks.insert(5);
        List<ClaimedTask> over = bench.tasks.claim(2);
        bench.tasks
                .store()
                .completions()
                .complete(over.stream().map(this::succeeded).toList())
                .lost();

        List<UUID> ids = bench.ids(TaskQuery.all().limit(2));

        List<UUID> expected = new ArrayList<>(live);
        expected.sort(Collections.reverseOrder((one, other) -> one.toString().compareTo(other.toString())));
        assertThat(ids).containsExactlyElementsOf(expected);
    }

    @Test
    void eachConditionNarrows() throws SQLException {
        UUID mail = bench.insert(task -> task.queue("mail").key("acme").createdBy("alice"));
        UUID labelled = bench.insert(task -> task.labels(Map.of("a\"b", "c\\d", "e", "f")));
        UUID child = bench.insert(task -> task.below(mail, mail));
        UUID late = bench.insert(task -> task.delay(Duration.ofDays(1)));
        bench.tasks.execute("INSERT INTO caraway_active (name, labels) VALUES ('Sql.insert', '{\"e\" : \"f\"}')");

        assertThat(bench.ids(TaskQuery.all().queue("mail"))).containsExactly(mail);
        assertThat(bench.ids(TaskQuery.all().key("acme"))).containsExactly(mail);
        assertThat(bench.ids(TaskQuery.all().createdBy("alice"))).containsExactly(mail);
        assertThat(bench.ids(TaskQuery.all().label("a\"b", "c\\d"))).containsExactly(labelled);
        assertThat(bench.ids(TaskQuery.all().label("e", "f"))).hasSize(2).contains(labelled);
        assertThat(bench.ids(TaskQuery.all().label("e", "g"))).isEmpty();
        assertThat(bench.ids(TaskQuery.all().label("b", "c\\d"))).isEmpty();
        assertThat(bench.ids(TaskQuery.all().root(mail))).containsExactlyInAnyOrder(mail, child);
        assertThat(bench.ids(TaskQuery.all().onlyDelayed())).containsExactly(late);
        assertThat(bench.ids(TaskQuery.all().names("Sql.insert", "Another.name")))
                .hasSize(1);
        assertThat(bench.ids(TaskQuery.all().names(StoreUnderTest.NAME).queue("default")))
                .containsExactlyInAnyOrder(labelled, child, late);
    }

    @Test
    void topLevelTasksAreThoseThatNoTaskEnqueued() {
        UUID parent = bench.insert(task -> task.createdBy("alice"));
        bench.insert(task -> task.createdBy("alice").below(parent, parent));

        assertThat(bench.ids(TaskQuery.all().createdBy("alice").onlyTopLevel())).containsExactly(parent);
    }

    /** Whoever multiplies large tasks must not fill the memory of a node that lists them. */
    @Test
    void aPageLeavesOutWhatMayBeLarge() throws SQLException {
        bench.tasks.execute("INSERT INTO caraway_active (name, partial_result) VALUES ('small', '[\"x\"]')");
        bench.tasks.execute("INSERT INTO caraway_active (name, partial_result) VALUES ('large', '[\""
                + "x".repeat(8_000) + "\"]')");

        assertThat(bench.admin.search().find(TaskQuery.all()))
                .extracting(TaskSummary::name, TaskSummary::partialResult)
                .containsExactlyInAnyOrder(tuple("small", "[\"x\"]"), tuple("large", null));
        assertThat(JdbcTaskSearch.PAGE).doesNotContain("arguments", " result,", "headers", "error_trace");
    }

    @Test
    void keysExpiryRevokerAndRetentionAreShown() {
        Instant expiry = Instant.parse("2100-01-01T00:00:00Z");
        UUID keyed = bench.insert(task ->
                task.key("acme").unique(UniqueKey.of("report")).timing(new CallTiming(null, null, null, expiry)));
        TaskView live = bench.tasks.view(keyed);
        bench.revoke(keyed);
        TaskView revoked = bench.tasks.view(keyed);

        for (TaskView view : List.of(live, revoked)) {
            assertThat(view.key()).isEqualTo("acme");
            assertThat(view.uniqueKey()).isEqualTo("report");
            assertThat(view.expiresAt()).isEqualTo(expiry);
            assertThat(view.retainUntil()).isNull();
        }
        assertThat(live.revokedBy()).isNull();
        assertThat(revoked.revokedBy()).isEqualTo("olga");
        assertThat(bench.admin.search().find(TaskQuery.all())).containsExactly(revoked.summary());
    }

    @Test
    void whatNobodySaidIsNotShownAndARetentionOfItsOwnIs() {
        UUID plain = bench.tasks.insert(1).get(0);
        TaskView live = bench.tasks.view(plain);
        assertThat(bench.admin.search().find(TaskQuery.all())).containsExactly(live.summary());
        ClaimedTask claimed = bench.tasks.claim(1).get(0);
        AttemptCompletion end = new AttemptCompletion(claimed, new Transition.Succeed("1"), null, Duration.ofDays(2));
        bench.tasks.store().completions().complete(List.of(end));
        TaskView over = bench.tasks.view(plain);

        assertThat(live.key()).isEmpty();
        assertThat(live.uniqueKey()).isNull();
        assertThat(live.expiresAt()).isNull();
        assertThat(live.retainUntil()).isNull();
        assertThat(over.finishedAt()).isNotNull();
        assertThat(over.retainUntil())
                .isCloseTo(over.finishedAt().plus(Duration.ofDays(2)), within(1, ChronoUnit.SECONDS));
        assertThat(bench.admin.search().find(TaskQuery.all())).containsExactly(over.summary());
    }

    @Test
    void statesWorkersAndSpansOfTimeNarrow() throws SQLException {
        ClaimedTask running = bench.tasks.started();
        ClaimedTask done = bench.tasks.started();
        bench.tasks.store().completions().complete(List.of(succeeded(done)));
        UUID pending = bench.tasks.insert(1).get(0);
        Instant now = bench.tasks.view(done.id()).finishedAt();
        assertThat(now).isNotNull();

        assertThat(bench.ids(TaskQuery.all().states(TaskState.STARTED))).containsExactly(running.id());
        assertThat(bench.ids(TaskQuery.all().states(TaskState.SUCCESS, TaskState.PENDING)))
                .containsExactlyInAnyOrder(done.id(), pending);
        assertThat(bench.ids(TaskQuery.all().worker(StoreUnderTest.WORKER)))
                .containsExactlyInAnyOrder(running.id(), done.id());
        assertThat(bench.ids(TaskQuery.all().finishedSince(now))).containsExactly(done.id());
        assertThat(bench.ids(TaskQuery.all().finishedBefore(now))).isEmpty();
        assertThat(bench.ids(TaskQuery.all().createdSince(now.plusSeconds(60)))).isEmpty();
        assertThat(bench.ids(TaskQuery.all().createdBefore(now.plusSeconds(60))))
                .hasSize(3);
    }

    @Test
    void textIsFoundInArgumentsResultsAndErrorsAndNoCharacterIsSpecial() {
        UUID percent = bench.insert(task -> task.arguments("[\"100% Sure_\"]"));
        bench.insert(task -> task.arguments("[\"100x sureX!\"]"));
        ClaimedTask done = bench.tasks.claim(2).get(1);
        bench.tasks
                .store()
                .completions()
                .complete(List.of(new AttemptCompletion(done, new Transition.Succeed("\"The Answer\""), null)))
                .lost();
        ClaimedTask failed = bench.tasks.started();
        bench.tasks
                .store()
                .completions()
                .complete(List.of(new AttemptCompletion(
                        failed, new Transition.Fail(new TaskError("x.Boom", "refused by HOST", "")), null)))
                .lost();

        assertThat(bench.ids(TaskQuery.all().text("100% sure_"))).containsExactly(percent);
        assertThat(bench.ids(TaskQuery.all().text("the answer"))).containsExactly(done.id());
        assertThat(bench.ids(TaskQuery.all().text("refused by host"))).containsExactly(failed.id());
        assertThat(bench.ids(TaskQuery.all().text("X.BOOM"))).containsExactly(failed.id());
        assertThat(bench.ids(TaskQuery.all().text("' OR 1=1 --"))).isEmpty();
    }

    @Test
    void attemptsThatDidNotSucceedAreListedInTheirOrder() throws SQLException {
        ClaimedTask first = bench.tasks.started();
        TaskError error = new TaskError("x.Boom", "no", "trace");
        bench.tasks
                .store()
                .completions()
                .complete(List.of(new AttemptCompletion(first, new Transition.Retry(Duration.ZERO, error), null)))
                .lost();
        ClaimedTask second = bench.tasks.claim(1).get(0);
        bench.tasks
                .store()
                .completions()
                .complete(List.of(new AttemptCompletion(second, new Transition.Fail(error), null)))
                .lost();

        List<AttemptInfo> attempts = bench.admin.attempts().attempts(first.id(), 10);

        assertThat(attempts).extracting(AttemptInfo::attempt).containsExactly(1, 2);
        assertThat(attempts).extracting(AttemptInfo::outcome).containsExactly("RETRY", "FAILURE");
        assertThat(attempts.get(0).error()).isEqualTo(error);
        assertThat(attempts.get(0).workerId()).isEqualTo(StoreUnderTest.WORKER);
        assertThat(attempts.get(0).startedAt())
                .isBeforeOrEqualTo(attempts.get(0).endedAt());
        assertThat(bench.admin.attempts().attempts(first.id(), 1))
                .extracting(AttemptInfo::attempt)
                .containsExactly(2);
        assertThat(bench.admin.attempts().attempts(UUID.randomUUID(), 10)).isEmpty();
    }

    private AttemptCompletion succeeded(ClaimedTask task) {
        return new AttemptCompletion(task, new Transition.Succeed(null), null);
    }
}
