package org.caraway.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.caraway.it.harness.Build;
import org.caraway.it.harness.RestartablePostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A check that cannot fail is worthless: each invariant is broken on purpose, and found to be. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InvariantsIT {

    /**
     * A transactional task (1) whose first attempt was lost and overlapped with the second, a parent (2) and its child
     * (3), a hopeless task (4), and a delayed one (5); then a fan-out: its join (10), its first step (11), its group
     * (12) of three members (13 to 15), of which two run at once, and its callback (16); then three runs (21 to 23) of
     * a schedule (20); then a stepped, an iterating, a sleeping and a waiting task (31 to 34), each in its attempt 2.
     */
    private static final String HEALTHY = """
            CREATE FUNCTION task(n integer) RETURNS uuid LANGUAGE sql IMMUTABLE
                AS $$ SELECT CAST('00000000-0000-0000-0000-' || lpad(CAST(n AS text), 12, '0') AS uuid) $$;
            INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers, labels, attempt,
                                          retries, deliveries, created_at, parent_id)
            SELECT task(n), 'fault.' || name, 'default', state, 4, TIMESTAMPTZ '2026-01-01 00:00:00Z', '[]', '{}', '{}',
                   attempt, 0, 0, TIMESTAMPTZ '2026-01-01 00:00:00Z', task(parent)
              FROM (VALUES (1, 'transactional', 'SUCCESS', 2, NULL),
                           (2, 'parent', 'SUCCESS', 1, NULL),
                           (3, 'transactional', 'SUCCESS', 1, 2),
                           (4, 'hopeless', 'FAILURE', 1, NULL),
                           (5, 'plain', 'SUCCESS', 1, NULL)) AS finished (n, name, state, attempt, parent);
            INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers, labels, attempt,
                                          retries, deliveries, created_at, workflow_id, group_id, result)
            SELECT task(n), name, 'default', 'SUCCESS', 4, TIMESTAMPTZ '2026-01-01 00:00:00Z', '[]', '{}', '{}',
                   1, 0, 0, TIMESTAMPTZ '2026-01-01 00:00:00Z', task(10), task(member_of), CAST(result AS json)
              FROM (VALUES (10, 'fault.sum', NULL, '6'),
                           (11, 'fault.numbers', NULL, '[1, 2, 3]'),
                           (12, 'caraway.group', NULL, NULL),
                           (13, 'fault.written', 12, '1'),
                           (14, 'fault.written', 12, '2'),
                           (15, 'fault.written', 12, '3'),
                           (16, 'fault.done', NULL, NULL)) AS finished (n, name, member_of, result);
            INSERT INTO caraway_workflow (id, nodes) VALUES (task(10), 7);
            INSERT INTO fault_workflow (id, shape, value, nodes, done, failed)
            VALUES (task(10), 'FAN_OUT', 6, 7, 1, 0);
            INSERT INTO caraway_schedule (id, name, task, expression, start_at, last_at)
            VALUES (task(20), 'tick', 'fault.tick', 'PT1S', TIMESTAMPTZ '2026-01-01 00:00:01Z',
                    TIMESTAMPTZ '2026-01-01 00:00:03Z');
            INSERT INTO caraway_schedule_fire (schedule_id, fire_at, outcome, task_id)
            SELECT task(20), TIMESTAMPTZ '2026-01-01 00:00:00Z' + n * INTERVAL '1 second', 'FIRED', task(20 + n)
              FROM generate_series(1, 3) AS n;
            INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers, labels, attempt,
                                          retries, deliveries, created_at, schedule_id)
            SELECT task(20 + n), 'fault.tick', 'default', 'SUCCESS', 4, TIMESTAMPTZ '2026-01-01 00:00:00Z', '[]', '{}',
                   '{}', 1, 0, 0, TIMESTAMPTZ '2026-01-01 00:00:00Z', task(20)
              FROM generate_series(1, 3) AS n;
            INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers, labels, attempt,
                                          retries, deliveries, created_at)
            SELECT task(n), 'fault.' || name, 'default', 'SUCCESS', 4, TIMESTAMPTZ '2026-01-01 00:00:00Z', '[]', '{}',
                   '{}', 2, 0, 0, TIMESTAMPTZ '2026-01-01 00:00:00Z'
              FROM (VALUES (31, 'stepped'),
                           (32, 'iterating'),
                           (33, 'sleeping'),
                           (34, 'waiting')) AS durable (n, name);
            INSERT INTO fault_step (task_id, attempt, name)
            SELECT task(31), 1, 'step-' || n FROM generate_series(1, 3) AS n
             UNION ALL
            SELECT task(32), 1 + n / 9, 'row-' || n FROM generate_series(1, 12) AS n;
            INSERT INTO fault_seen (task_id, attempt, name, value, seen_at)
            SELECT task(n), attempt, name, value, TIMESTAMPTZ '2026-01-01 00:00:02Z'
              FROM (VALUES (31, 1, 'plain', 1),
                           (31, 2, 'plain', 1),
                           (32, 1, '(cursor)', 0),
                           (32, 2, '(cursor)', 8),
                           (33, 2, 'nap', 1),
                           (34, 2, 'go', 7)) AS seen (n, attempt, name, value);
            INSERT INTO caraway_wait (task_id, awaits, waits_until)
            VALUES (task(33), 'sleep:nap', TIMESTAMPTZ '2026-01-01 00:00:01Z');
            INSERT INTO fault_signal (task_id, value, outcome)
            VALUES (task(34), 7, 'ACCEPTED'),
                   (task(34), 8, 'ALREADY_SENT');
            INSERT INTO caraway_attempt (task_id, attempt, outcome)
            VALUES (task(1), 1, 'LOST'),
                   (task(4), 1, 'FAILURE');
            INSERT INTO fault_accepted (task_id, delay)
            SELECT task(n), INTERVAL '5 seconds' * (n / 5)
              FROM unnest(ARRAY[1, 2, 4, 5]) AS accepted (n);
            INSERT INTO fault_effect (task_id, attempt, value)
            VALUES (task(1), 2, NULL),
                   (task(2), 1, NULL),
                   (task(3), 1, NULL),
                   (task(10), 1, 6),
                   (task(13), 1, 1),
                   (task(14), 1, 2),
                   (task(15), 1, 3),
                   (task(16), 1, 6),
                   (task(34), 2, 7),
                   (task(21), 1, 1767225601),
                   (task(22), 1, 1767225602),
                   (task(23), 1, 1767225603);
            INSERT INTO fault_run (task_id, attempt, node, started_at, ended_at)
            SELECT task(n), attempt, 'node', TIMESTAMPTZ '2026-01-01 00:00:00Z' + begun * INTERVAL '1 second',
                   TIMESTAMPTZ '2026-01-01 00:00:00Z' + ended * INTERVAL '1 second'
              FROM (VALUES (1, 1, 1, 9),
                           (1, 2, 7, 8),
                           (2, 1, 1, 2),
                           (3, 1, 1, 2),
                           (4, 1, 1, 2),
                           (5, 1, 6, 7),
                           (10, 1, 6, 7),
                           (11, 1, 1, 2),
                           (13, 1, 2, 3),
                           (14, 1, 2, 4),
                           (15, 1, 3, 5),
                           (16, 1, 7, 8),
                           (31, 2, 1, 2),
                           (32, 2, 1, 2),
                           (33, 2, 2, 3),
                           (34, 2, 2, 3),
                           (21, 1, 1, 2),
                           (22, 1, 2, 3),
                           (23, 1, 3, 4)) AS run (n, attempt, begun, ended)""";

    private static final String BACK_TO_STARTED = """
            INSERT INTO caraway_active (id, name, state, attempt, worker_id)
            SELECT id, name, 'STARTED', attempt, 'somebody' FROM caraway_finished WHERE id = task(5);
            DELETE FROM caraway_finished WHERE id = task(5)""";

    private static final String SECOND_ROW = """
            INSERT INTO caraway_active (id, name, state, attempt, worker_id)
            VALUES (task(5), 'fault.plain', 'STARTED', 1, 'somebody')""";

    private static final String FORGOTTEN_STEP = """
            UPDATE caraway_finished SET finished_at = finished_at - INTERVAL '2' MINUTE WHERE id = task(10);
            INSERT INTO caraway_active (id, name, state, run_at, workflow_id, after_id, after_when)
            VALUES (task(17), 'fault.failed', 'WAITING', NULL, task(10), task(10), 'FAILURE')""";

    private RestartablePostgres database;
    private Connection connection;

    @BeforeAll
    @SuppressWarnings("NullAway.Init") // called before every test
    void arrangeWhatIsHealthy() throws Exception {
        database = RestartablePostgres.start("invariants");
        connection = database.connect();
        execute(Files.readString(Build.root().resolve("sql/postgresql/V1__tasks.sql")));
        Invariants.createTables(connection);
        execute(HEALTHY);
        connection.setAutoCommit(false);
    }

    @AfterEach
    void heal() throws SQLException {
        connection.rollback();
    }

    @AfterAll
    void end() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void healthyWorkViolatesNothing() throws SQLException {
        assertThat(Invariants.check(connection).describe()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Invariant.class)
    void whatBreaksAnInvariantIsFoundAndNamed(Invariant invariant) throws SQLException {
        execute(sabotage(invariant));

        Invariants invariants = Invariants.check(connection);

        assertThat(invariants.broken()).contains(invariant);
        assertThat(invariants.describe())
                .contains(invariant + " is violated 1 times:")
                .contains("00000000-0000-0000-0000-0000000000");
    }

    private static String sabotage(Invariant invariant) {
        return switch (invariant) {
            case ACCEPTED_TASKS_END_AS_MEANT -> "DELETE FROM caraway_finished WHERE id = task(5)";
            case NOTHING_IS_LEFT -> BACK_TO_STARTED;
            case TASKS_FINISH_ONCE -> SECOND_ROW;
            case EFFECTS_EXIST_ONCE -> "INSERT INTO fault_effect SELECT * FROM fault_effect WHERE task_id = task(1)";
            case EFFECTS_ARE_OF_THE_LAST_ATTEMPT -> "UPDATE fault_effect SET attempt = 1 WHERE task_id = task(1)";
            case CHILDREN_EXIST_WITH_THEIR_TRANSACTION ->
                "UPDATE caraway_finished SET parent_id = NULL WHERE id = task(3)";
            case ATTEMPTS_DO_NOT_OVERLAP -> "DELETE FROM caraway_attempt WHERE task_id = task(1)";
            case TOKENS_ARE_USED_ONCE -> "INSERT INTO fault_run (task_id, attempt) VALUES (task(5), 1)";
            case SUCCESSES_WERE_RUN -> "UPDATE fault_run SET ended_at = NULL WHERE task_id = task(5)";
            case LOST_ATTEMPTS_DO_NOT_SUCCEED -> "UPDATE caraway_finished SET attempt = 1 WHERE id = task(1)";
            case DELAYED_TASKS_ARE_NOT_EARLY ->
                "UPDATE fault_accepted SET delay = INTERVAL '7 seconds' WHERE task_id = task(5)";
            case WORKFLOWS_ARE_WHOLE -> "DELETE FROM caraway_finished WHERE id = task(15)";
            case WORKFLOWS_END_AS_MEANT -> "UPDATE caraway_finished SET result = '5' WHERE id = task(10)";
            case JOINS_SEE_ALL_RESULTS -> "UPDATE fault_effect SET value = 5 WHERE task_id = task(10)";
            case CALLBACKS_RUN_ONCE -> "INSERT INTO fault_effect SELECT * FROM fault_effect WHERE task_id = task(16)";
            case STEPS_WAIT_FOR_SOMETHING -> FORGOTTEN_STEP;
            case AT_MOST_SO_MANY_MEMBERS_RUN ->
                "UPDATE fault_run SET started_at = started_at - INTERVAL '0.5 seconds' WHERE task_id = task(15)";
            case SCHEDULES_FIRE_EACH_TIME ->
                "UPDATE caraway_schedule_fire SET outcome = 'MISSED', task_id = NULL WHERE task_id = task(22)";
            case FIRES_MAKE_ONE_TASK -> "UPDATE caraway_finished SET schedule_id = task(20) WHERE id = task(5)";
            case FIRES_RUN_ONCE -> "INSERT INTO fault_effect SELECT * FROM fault_effect WHERE task_id = task(22)";
            case STEPS_COMMIT_ONCE ->
                "INSERT INTO fault_step SELECT * FROM fault_step WHERE task_id = task(32) AND name = 'row-8'";
            case STORED_VALUES_STAY -> "UPDATE fault_seen SET value = 2 WHERE task_id = task(31) AND attempt = 2";
            case CURSORS_DO_NOT_GO_BACK -> "UPDATE fault_seen SET value = 9 WHERE task_id = task(32) AND attempt = 1";
            case SIGNALS_ARE_DELIVERED_ONCE -> "UPDATE fault_effect SET value = 8 WHERE task_id = task(34)";
            case SLEEPS_LAST ->
                "UPDATE caraway_wait SET waits_until = TIMESTAMPTZ '2026-01-01 00:00:03Z' WHERE task_id = task(33)";
        };
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
