package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.caraway.TaskState;
import org.caraway.WorkerEvent;
import org.caraway.admin.AuditEntry;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerInfo;
import org.caraway.admin.WorkerOrder;
import org.caraway.admin.WorkerResponse;
import org.caraway.admin.WorkerResponses;
import org.caraway.admin.WorkerSelection;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes that are asked and told what to do, from one of them; run by a subclass for each database. */
abstract class WorkerRequestConformance {

    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Semaphore mayEnd = new Semaphore(0);
    private final List<RequestedNode> nodes = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // by start()
    private RequestedNode blue;

    @SuppressWarnings("NullAway.Init") // by start()
    private RequestedNode red;

    abstract DataSource database();

    /** How many statements bound what a transaction of several statements may wait. */
    abstract int boundingStatements();

    @BeforeEach
    void start() throws SQLException {
        for (String table : List.of("caraway_active", "caraway_finished", "caraway_worker", "caraway_worker_request")) {
            execute("DELETE FROM " + table);
        }
        blue = node("blue");
        red = node("red");
    }

    /** The operator of the node that is called blue. */
    final TaskAdmin operator() {
        return blue.admin;
    }

    /** What goes wrong, or is counted, between the worker of the node that is called red and the database. */
    final StoreFaults faultsOfRed() {
        return red.faults;
    }

    private RequestedNode node(String name) {
        return node(name, Duration.ofSeconds(30));
    }

    private RequestedNode node(String name, Duration lease) {
        RequestedNode node = new RequestedNode(name, lease, database(), values -> {
            mayEnd.acquire();
            return 1;
        });
        nodes.add(node);
        return node;
    }

    @AfterEach
    void stop() {
        mayEnd.release(1_000);
        nodes.forEach(RequestedNode::close);
    }

    @Test
    void allAnswerLongBeforeTheTimeIsOverAndNothingIsLeft() throws SQLException {
        long begun = System.nanoTime();

        WorkerResponses answers = blue.admin.inspect(WorkerSelection.all(), LONG);

        assertThat(answers.answers()).extracting(WorkerResponse::node).containsExactlyInAnyOrder("blue", "red");
        assertThat(answers.complete()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONG.dividedBy(2));
        assertThat(number("SELECT COUNT(*) FROM caraway_worker_request")).isZero();
    }

    @Test
    void whoDoesNotAnswerInTimeIsNamed() throws SQLException {
        red.faults.goAway("directives");
        execute("INSERT INTO caraway_worker (id, host, started_at, lease_until)"
                + " VALUES ('gone', 'nowhere', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP - INTERVAL '1' SECOND)");
        long begun = System.nanoTime();

        WorkerResponses answers =
                blue.admin.inspect(new WorkerSelection(ids(blue, red, "gone", "nobody"), none(), none()), SHORT);

        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(answers.answers()).extracting(WorkerResponse::id).containsExactly(blue.worker.id());
        assertThat(answers.silent())
                .extracting(WorkerResponses.Silent::id)
                .contains(red.worker.id())
                .isSubsetOf(red.worker.id(), "gone");
        assertThat(answers.silent())
                .filteredOn(worker -> worker.id().equals(red.worker.id()))
                .allSatisfy(worker -> {
                    assertThat(worker.alive()).as("its lease is renewed").isTrue();
                    assertThat(worker.seenAt()).isBefore(Instant.now().plusSeconds(60));
                });
        assertThat(answers.unknown()).contains("nobody").isSubsetOf("nobody", "gone");
        assertThat(answers.complete()).isFalse();
        assertThat(took).isBetween(SHORT, SHORT.plusSeconds(20));
        assertThat(number("SELECT COUNT(*) FROM caraway_worker_request")).isZero();
    }

    @Test
    void aWorkerWithoutALeaseIsNotWaitedFor() throws SQLException {
        red.faults.goAway("directives", "renew");
        execute("UPDATE caraway_worker SET lease_until = CURRENT_TIMESTAMP - INTERVAL '1' SECOND WHERE id = '"
                + red.worker.id() + "'");
        long begun = System.nanoTime();

        WorkerResponses answers = blue.admin.inspect(WorkerSelection.nodes("red"), LONG);

        assertThat(answers.answers()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONG.dividedBy(2));
    }

    @Test
    void aWorkerTellsWhatItsThreadsDoAndWhatItHolds() {
        UUID running = blue.enqueue();
        blue.awaitState(running, TaskState.STARTED);
        RequestedNode holder = holderOf(running);

        WorkerResponse answer = blue.admin
                .inspect(WorkerSelection.ids(holder.worker.id()), LONG, WorkerDetail.STACKS, WorkerDetail.CONFIGURATION)
                .of(holder.worker.id())
                .orElseThrow();

        assertThat(answer.attempts()).hasSize(1);
        WorkerResponse.Attempt attempt = answer.attempts().get(0);
        assertThat(attempt.task()).isEqualTo(running);
        assertThat(attempt.name()).isEqualTo(RequestedNode.NAME);
        assertThat(attempt.attempt()).isEqualTo(1);
        assertThat(attempt.runTime()).isPositive();
        assertThat(attempt.stuck()).isFalse();
        assertThat(attempt.thread()).startsWith("caraway-run-default-");
        assertThat(String.join("\n", attempt.stack())).contains("java.util.concurrent.Semaphore.acquire");
        assertThat(answer.lanes()).contains(new WorkerResponse.Lane("default", 2, 2, 1, 0, 0));
        assertThat(answer.configuration()).containsEntry("caraway.password", "***");
        assertThat(answer.leased()).isTrue();
        assertThat(answer.processId()).isEqualTo(ProcessHandle.current().pid());
        assertThat(answer.memory().used()).isPositive();
        assertThat(answer.uptime()).isPositive();
    }

    private RequestedNode holderOf(UUID task) {
        String worker = blue.store.reads().find(task).orElseThrow().workerId();
        return blue.worker.id().equals(worker) ? blue : red;
    }

    @Test
    void stacksAndConfigurationAreToldOnlyWhenAskedFor() {
        UUID running = blue.enqueue();
        blue.awaitState(running, TaskState.STARTED);
        Eventually.reached("a thread has it", () -> blue.admin.inspect(WorkerSelection.all(), LONG).answers().stream()
                .anyMatch(answer -> !answer.attempts().isEmpty()));

        WorkerResponses answers = blue.admin.inspect(WorkerSelection.all(), LONG);

        assertThat(answers.answers())
                .flatExtracting(WorkerResponse::attempts)
                .hasSize(1)
                .extracting(attempt -> attempt.stack())
                .containsOnly(List.of());
        assertThat(answers.answers()).extracting(WorkerResponse::configuration).allMatch(map -> map.isEmpty());
    }

    @Test
    void aPausedWorkerStartsNoTaskUntilItsOrderIsWork() {
        assertThat(red.admin.by("olga").order(WorkerSelection.all(), WorkerOrder.PAUSE))
                .containsExactlyInAnyOrder(blue.worker.id(), red.worker.id());
        Eventually.reached("both have paused", () -> red.admin.inspect(WorkerSelection.all(), LONG).answers().stream()
                .allMatch(answer -> answer.order() == WorkerOrder.PAUSE));
        UUID id = blue.enqueue();

        red.admin.inspect(WorkerSelection.all(), LONG); // looks have been taken meanwhile
        assertThat(blue.store.reads().find(id).orElseThrow().state()).isEqualTo(TaskState.PENDING);
        assertThat(red.admin.workers()).extracting(WorkerInfo::order).containsOnly(WorkerOrder.PAUSE);
        assertThat(red.admin.audit(1))
                .extracting(AuditEntry::actor, AuditEntry::target)
                .containsExactly(tuple("olga", "all workers"));

        red.admin.order(WorkerSelection.nodes("red"), WorkerOrder.WORK);
        blue.awaitState(id, TaskState.STARTED);
        assertThat(blue.store.reads().find(id).orElseThrow().workerId()).isEqualTo(red.worker.id());
    }

    @Test
    void aPausedWorkerThatWasTakenForLostSignsOnAgainPaused() throws SQLException {
        RequestedNode green = node("green", SHORT);
        blue.admin.order(WorkerSelection.nodes("green"), WorkerOrder.PAUSE);
        Eventually.reached("it has paused", () -> obeys(green, WorkerOrder.PAUSE));

        execute("DELETE FROM caraway_worker WHERE id = '" + green.worker.id() + "'");
        Eventually.reached("it has signed on again", () -> obeys(green, WorkerOrder.PAUSE));

        assertThat(blue.admin.workers())
                .filteredOn(worker -> worker.id().equals(green.worker.id()))
                .extracting(WorkerInfo::order)
                .containsExactly(WorkerOrder.PAUSE);
    }

    private boolean obeys(RequestedNode node, WorkerOrder order) {
        return blue.admin
                .inspect(WorkerSelection.ids(node.worker.id()), LONG)
                .of(node.worker.id())
                .filter(answer -> answer.order() == order)
                .isPresent();
    }

    @Test
    void aStoppedWorkerFinishesRunningTasksAndUnregistersWhileOthersContinue() {
        UUID id = blue.enqueue();
        blue.awaitState(id, TaskState.STARTED);
        RequestedNode holder = holderOf(id);
        RequestedNode other = holder == blue ? red : blue;

        other.admin.order(WorkerSelection.ids(holder.worker.id()), WorkerOrder.STOP);
        Eventually.reached("it stops", () -> holder.events.contains(new WorkerEvent.ShuttingDown(holder.worker.id())));
        assertThat(other.store.reads().find(id).orElseThrow().state()).isEqualTo(TaskState.STARTED);
        assertThat(other.admin
                        .inspect(WorkerSelection.ids(holder.worker.id()), SHORT)
                        .answers())
                .flatExtracting(WorkerResponse::attempts)
                .extracting(WorkerResponse.Attempt::task)
                .containsExactly(id);
        mayEnd.release();

        other.awaitState(id, TaskState.SUCCESS);
        Eventually.reached("it has signed off", () -> other.admin.workers().size() == 1);
        assertThat(other.store.reads().find(id).orElseThrow().attempt()).isEqualTo(1);
        UUID next = other.enqueue();
        mayEnd.release();
        other.awaitState(next, TaskState.SUCCESS);
        holder.worker.stop(); // again: as the undeployment does
        assertThat(other.admin
                        .inspect(WorkerSelection.ids(holder.worker.id()), LONG)
                        .unknown())
                .containsExactly(holder.worker.id());
    }

    @Test
    void anOrderNeedsWorkersAndWhatToDo() {
        assertThatThrownBy(() -> blue.admin.order(unset(), WorkerOrder.STOP))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("workers");
        assertThatThrownBy(() -> blue.admin.order(WorkerSelection.all(), unset()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("order");
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // a caller without the check
    private static <T> T unset() {
        return null;
    }

    @Test
    void aTimeOutIsChecked() {
        assertThatThrownBy(() -> blue.admin.inspect(WorkerSelection.all(), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Answers cannot be waited for during PT0S; give more than zero, at most PT5M");
        assertThatThrownBy(() -> blue.admin.inspect(WorkerSelection.all(), Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anIdleWorkersLookTakesTwoStatementsBesideTheirBounds() throws Exception {
        try (CountedConnections counted = new CountedConnections(database())) {
            Store store = JdbcStore.open(counted.dataSource(), SHORT, null);
            long statements = counted.statements();
            long commits = counted.commits();

            store.settings().directives(blue.worker.id());

            assertThat(counted.statements() - statements).isEqualTo(boundingStatements() + 2L);
            assertThat(counted.commits() - commits).isEqualTo(1);
        }
    }

    private static Set<String> ids(RequestedNode one, RequestedNode other, String... more) {
        Set<String> ids = new HashSet<>(List.of(more));
        ids.add(one.worker.id());
        ids.add(other.worker.id());
        return ids;
    }

    private static Set<String> none() {
        return Set.of();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
