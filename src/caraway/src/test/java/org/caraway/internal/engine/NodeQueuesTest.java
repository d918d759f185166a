package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.caraway.CallOptions;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks for one node or one worker; the bench's worker is on a node named here. */
class NodeQueuesTest {

    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void whatIsForThisNodeOrThisWorkerRunsHere() {
        startWithMath();
        List<UUID> ids = IntStream.range(0, 40)
                .mapToObj(i -> i % 2 == 0
                        ? "@here"
                        : CallOptions.queueOfWorker(bench.worker().id()))
                .map(this::enqueue)
                .toList();

        List<TaskView> tasks = bench.awaitAll(ids);

        assertThat(tasks).extracting(TaskView::state).containsOnly(TaskState.SUCCESS);
        assertThat(tasks).extracting(TaskView::attempt).containsOnly(1);
    }

    @Test
    void whatIsForOthersStays() {
        startWithMath();
        UUID node = enqueue("@there");
        UUID worker = enqueue(CallOptions.queueOfWorker("there-1a2b3"));

        bench.awaitEnd(enqueue("@here"));

        assertThat(Stream.of(node, worker).map(id -> bench.view(id).state())).containsOnly(TaskState.PENDING);
    }

    @Test
    void whatIsForThisNodeLaterRunsThen() {
        startWithMath();
        UUID id = UUID.randomUUID();
        bench.enqueue(NewTask.of(id, "Math.one")
                .queue("@here")
                .delay(Duration.ofMillis(300))
                .build());

        TaskView task = bench.awaitEnd(id);

        assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(task.startedAt()).isAfterOrEqualTo(task.runAt());
    }

    @Test
    void aPausedNodeDoesNotRunTasksOfItsOwnQueue() {
        bench.execute("INSERT INTO caraway_queue (queue, paused) VALUES ('@here', TRUE)");
        startWithMath();
        UUID paused = enqueue("@here");

        bench.awaitEnd(enqueue(CallOptions.queueOfWorker(bench.worker().id())));
        bench.awaitEnd(enqueue("default"));

        assertThat(bench.view(paused).state()).isEqualTo(TaskState.PENDING);
        bench.execute("DELETE FROM caraway_queue");
        assertThat(bench.awaitEnd(paused).state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void theListOfWorkersSaysWhomItServes() {
        startWithMath();

        assertThat(bench.number(
                        "SELECT COUNT(*) FROM caraway_worker_queue WHERE slots = 1 AND queue IN ('@here', '@worker:"
                                + bench.worker().id() + "')"))
                .isEqualTo(2);
    }

    @Test
    void whatWasForAWorkerThatIsGoneExpires() {
        startWithMath();
        bench.execute("INSERT INTO caraway_worker (id, host, lease_until)"
                + " VALUES ('gone', 'nowhere', CURRENT_TIMESTAMP + INTERVAL '1' MINUTE)");
        UUID id = enqueue(CallOptions.queueOfWorker("gone"));

        bench.execute(
                "UPDATE caraway_worker SET lease_until = CURRENT_TIMESTAMP - INTERVAL '1' MINUTE WHERE id = 'gone'");

        Eventually.reached("it expires", () -> bench.view(id).state() == TaskState.EXPIRED);
    }

    private void startWithMath() {
        bench.define("Math.one", arguments -> 1);
        bench.start();
    }

    private UUID enqueue(String queue) {
        UUID id = UUID.randomUUID();
        bench.enqueue(NewTask.of(id, "Math.one").queue(queue).build());
        return id;
    }
}
