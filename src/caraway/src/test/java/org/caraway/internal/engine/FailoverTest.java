package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.caraway.QueueUnavailableException;
import org.caraway.test.ReplicatedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that fails over to its standby while tasks are enqueued and run; nothing is restarted. */
class FailoverTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final int LOAD = 150;

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    private Path folder;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Set<UUID> accepted = ConcurrentHashMap.newKeySet();

    @Test
    void toASynchronousStandbyLosesNothingThatWasAccepted() throws Exception {
        ExecutorService load = Executors.newSingleThreadExecutor();
        try (ReplicatedPostgres servers = ReplicatedPostgres.start(folder)) {
            servers.replicateSynchronously();
            try (RequestedNode node = new RequestedNode("red", LEASE, servers.dataSource(), arguments -> 1)) {
                Future<?> enqueuing = load.submit(() -> enqueue(node));
                Eventually.reached("tasks are accepted", () -> accepted.size() >= LOAD);

                servers.failOver();
                int before = accepted.size();
                Eventually.reached("tasks are accepted again", () -> accepted.size() >= before + LOAD);
                stopped.set(true);
                enqueuing.get(60, TimeUnit.SECONDS);

                Eventually.reached("all have run", () -> finished(servers).containsAll(accepted));
                assertThat(finished(servers)).containsAll(accepted);
            }
        } finally {
            stopped.set(true);
            load.shutdownNow();
        }
    }

    @Test
    void toAnAsynchronousStandbyLosesWhatWasNotReplicatedAndRunsTheRest() throws Exception {
        try (ReplicatedPostgres servers = ReplicatedPostgres.start(folder);
                RequestedNode node = new RequestedNode("red", LEASE, servers.dataSource(), arguments -> 1)) {
            List<UUID> replicated = enqueueAndAwait(node, servers);
            servers.cutReplication();
            List<UUID> lost = enqueueAndAwait(node, servers);

            servers.failOver();

            List<UUID> after = new ArrayList<>();
            Eventually.reached("tasks are accepted again", () -> enqueued(node, after));
            Eventually.reached("the new task has run", () -> finished(servers).containsAll(after));
            Eventually.reached("those that were replicated have run", () -> finished(servers)
                    .containsAll(replicated));
            assertThat(finished(servers)).doesNotContainAnyElementsOf(lost);
            assertThat(servers.text("SELECT COUNT(*) FROM caraway_task WHERE id = '" + lost.get(0) + "'"))
                    .isEqualTo("0");
        }
    }

    private static List<UUID> enqueueAndAwait(RequestedNode node, ReplicatedPostgres servers) {
        List<UUID> ids = List.of(node.enqueue(), node.enqueue(), node.enqueue());
        Eventually.reached("tasks have run", () -> finished(servers).containsAll(ids));
        return ids;
    }

    private void enqueue(RequestedNode node) {
        while (!stopped.get()) {
            List<UUID> ids = new ArrayList<>();
            if (enqueued(node, ids)) {
                accepted.addAll(ids);
            }
        }
    }

    /** A task whose insert threw is not accepted; it may run all the same. */
    private static boolean enqueued(RequestedNode node, List<UUID> ids) {
        try {
            ids.add(node.enqueue());
            return true;
        } catch (QueueUnavailableException away) {
            return false;
        }
    }

    private static Set<UUID> finished(ReplicatedPostgres servers) {
        Set<UUID> ids = new HashSet<>();
        try (Connection connection = servers.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM caraway_finished WHERE state = 'SUCCESS'")) {
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
            return ids;
        } catch (SQLException failingOver) {
            return Set.of();
        }
    }
}
