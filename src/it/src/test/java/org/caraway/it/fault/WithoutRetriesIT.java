package org.caraway.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.caraway.it.harness.Pause;
import org.junit.jupiter.api.Test;

/**
 * What the database and its pool do to tasks with {@code maxRetries = 0}: eight slots share four connections, one of
 * which listens; then the database is read-only, full and away for seconds. No task fails.
 */
class WithoutRetriesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration OUTAGE = Duration.ofSeconds(4);
    private static final Duration CALM = Duration.ofSeconds(1);
    private static final int TASKS = 60;
    private static final int MILLIS = 200;

    @Test
    void noTaskFailsForWhatIsTheDatabases() throws Exception {
        try (Cluster cluster = Cluster.start(
                "without-retries", "narrow", "caraway.worker.queues=default:8\n", List.of(Duration.ZERO))) {
            enqueue(cluster, "strict.once", "strict.transactional", "strict.plain");
            awaitEnd(cluster);
            assertThat(failures(cluster))
                    .as("failures for want of a connection")
                    .isEqualTo("none");
            assertThat(effects(cluster, "strict.once")).isEqualTo(2L * TASKS);

            for (Fault.Kind kind : List.of(Fault.Kind.READ_ONLY, Fault.Kind.DISK_FULL, Fault.Kind.DATABASE_CRASH)) {
                enqueue(cluster, "strict.transactional", "strict.plain");
                new Fault(kind, 0, OUTAGE, CALM).strike(cluster);
                Pause.of(CALM);
            }
            awaitEnd(cluster);

            assertThat(failures(cluster)).as("failures for an outage").isEqualTo("none");
            assertThat(effects(cluster, "strict.transactional")).isEqualTo(2L * 4 * TASKS);
            assertThat(cluster.count("SELECT COUNT(*) FROM caraway_finished WHERE retries > 0"))
                    .as("tasks that used up a retry")
                    .isZero();
            System.out.println("without retries: " + cluster.count("SELECT COUNT(*) FROM caraway_attempt")
                    + " attempts were repeated");
        }
    }

    /** The tasks that run already hold the connections that a request needs: it is refused, and sent again. */
    private static void enqueue(Cluster cluster, String... names) {
        for (String name : names) {
            await("the pool lends a connection to a request")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreException(IOException.class)
                    .until(() -> cluster.node(0)
                                    .enqueue(name, TASKS, MILLIS, Duration.ZERO, Node.REQUEST_CAP)
                                    .size()
                            == TASKS);
        }
    }

    private static void awaitEnd(Cluster cluster) {
        await("everything is done")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> cluster.count("SELECT COUNT(*) FROM caraway_active") == 0);
    }

    private static String failures(Cluster cluster) throws SQLException {
        return cluster.text("SELECT COALESCE(string_agg(DISTINCT name || ': ' || error_message, E'\\n'), 'none')"
                + " FROM caraway_finished WHERE state <> 'SUCCESS'");
    }

    private static long effects(Cluster cluster, String name) throws SQLException {
        return cluster.count("SELECT COUNT(*) FROM fault_effect AS effect JOIN caraway_finished AS task"
                + " ON task.id = effect.task_id WHERE task.name = '" + name + "'");
    }
}
