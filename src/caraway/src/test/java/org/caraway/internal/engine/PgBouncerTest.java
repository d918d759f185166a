package org.caraway.internal.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.caraway.TaskState;
import org.caraway.UniqueKey;
import org.caraway.internal.engine.signal.NodeSignals;
import org.caraway.internal.store.Schema;
import org.caraway.internal.store.model.InsertedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.test.PgBouncer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes whose connections go through pgbouncer in transaction mode. They notice that no message arrives, and poll.
 * Skipped where pgbouncer is not installed: on
 * Debian, {@code apt-get install pgbouncer}.
 */
class PgBouncerTest {

    private static final Duration LEASE = Duration.ofSeconds(9);

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    private Path folder;

    @SuppressWarnings("NullAway.Init") // by start()
    private EmbeddedPostgres server;

    @SuppressWarnings("NullAway.Init") // by start()
    private PgBouncer bouncer;

    @BeforeEach
    void start() throws IOException {
        Path program = PgBouncer.program().orElse(null);
        Assumptions.assumeTrue(program != null, "pgbouncer is not installed: apt-get install pgbouncer");
        server = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start();
        bouncer = PgBouncer.start(requireNonNull(program), folder, server.getPort());
        new Schema(bouncer.dataSource()).migrate();
    }

    @AfterEach
    void stop() throws IOException {
        if (bouncer != null) {
            bouncer.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** Inserts by a statement, by arrays and by COPY; claims with pinned plans; completions with bounded lock waits. */
    @Test
    void tasksOfAllKindsOfInsertsRunOnBothNodes() throws SQLException {
        try (RequestedNode red = node("red");
                RequestedNode blue = node("blue")) {
            red.store.partitions().make(Duration.ofDays(7));
            List<UUID> ids = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                ids.add(red.enqueue());
            }
            ids.addAll(inserted(blue, 100));
            ids.addAll(inserted(red, 600));

            Eventually.reached("all have run", () -> number("SELECT COUNT(*) FROM caraway_finished") == ids.size());

            assertThat(number("SELECT COUNT(*) FROM caraway_finished WHERE state = 'SUCCESS' AND attempt = 1"))
                    .isEqualTo(ids.size());
            assertThat(number("SELECT COUNT(*) FROM caraway_worker")).isEqualTo(2);
        }
    }

    @Test
    void aUniqueKeyIsTakenOnceAndAScheduledTaskWaits() {
        try (RequestedNode red = node("red")) {
            UniqueKey key = UniqueKey.of("report").within(Duration.ofMinutes(10));
            InsertedTask first = insertOne(
                    red,
                    NewTask.of(UUID.randomUUID(), RequestedNode.NAME)
                            .unique(key)
                            .build());
            InsertedTask second = insertOne(
                    red,
                    NewTask.of(UUID.randomUUID(), RequestedNode.NAME)
                            .unique(key)
                            .build());
            UUID later = UUID.randomUUID();
            insertOne(
                    red,
                    NewTask.of(later, RequestedNode.NAME)
                            .delay(Duration.ofHours(1))
                            .build());

            red.awaitState(first.id(), TaskState.SUCCESS);
            assertThat(second.id()).isEqualTo(first.id());
            red.awaitState(later, TaskState.PENDING);
        }
    }

    /** What a transaction of Caraway sets ends with it: the pool's next client gets the connection as it was. */
    @Test
    void noSettingIsLeftOnAServerConnection() throws SQLException {
        try (RequestedNode red = node("red")) {
            List<UUID> ids = inserted(red, 50);
            ids.forEach(id -> red.awaitState(id, TaskState.SUCCESS));
        }

        for (int i = 0; i < 20; i++) {
            assertThat(text("SELECT current_setting('plan_cache_mode') || ' ' || current_setting('enable_seqscan')"
                            + " || ' ' || current_setting('lock_timeout') || ' ' || current_setting('jit')"))
                    .isEqualTo("auto on 0 " + text("SELECT boot_val FROM pg_settings WHERE name = 'jit'"));
        }
    }

    private RequestedNode node(String name) {
        return new RequestedNode(name, LEASE, bouncer.dataSource(), arguments -> 1, NodeSignals.State.POLLING);
    }

    private static List<UUID> inserted(RequestedNode node, int count) {
        List<NewTask> tasks = Stream.generate(
                        () -> NewTask.of(UUID.randomUUID(), RequestedNode.NAME).build())
                .limit(count)
                .toList();
        node.store.inserts().insert(tasks);
        return tasks.stream().map(NewTask::id).toList();
    }

    private static InsertedTask insertOne(RequestedNode node, NewTask task) {
        return node.store.inserts().insert(List.of(task)).get(0);
    }

    private long number(String sql) {
        try {
            return Long.parseLong(text(sql));
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = bouncer.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
