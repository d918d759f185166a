package org.caraway.sql;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** The queries of the cookbook, on tasks of every state. */
@EachDatabase
class QueriesTest {

    private static final String ROOT = "00000000-0000-7000-8000-000000000001";
    private static final String CHILD = "00000000-0000-7000-8000-000000000002";

    private static final List<String> FIXTURE = List.of("""
            INSERT INTO caraway_worker (id, host, lease_until)
            VALUES ('alive', 'node1', CURRENT_TIMESTAMP + INTERVAL '1' HOUR),
                   ('gone', 'node2', CURRENT_TIMESTAMP - INTERVAL '1' HOUR)""", """
            INSERT INTO caraway_worker_queue (worker_id, queue, slots)
            VALUES ('alive', 'default', 4), ('gone', 'default', 4)""", """
            INSERT INTO caraway_active (name, arguments, queue, run_at)
            VALUES ('Typo.run', '[]', 'mail', CURRENT_TIMESTAMP - INTERVAL '10' MINUTE)""", """
            INSERT INTO caraway_active (name, run_at)
            VALUES ('Later.run', CURRENT_TIMESTAMP + INTERVAL '1' HOUR)""", """
            INSERT INTO caraway_active (name, state, worker_id, attempt, run_at, started_at, progress_current, progress_total)
            VALUES ('Running.run', 'STARTED', 'alive', 1, CURRENT_TIMESTAMP - INTERVAL '5' MINUTE,
                    CURRENT_TIMESTAMP - INTERVAL '3' MINUTE, 3, 7)""", """
            INSERT INTO caraway_active (name, state, worker_id, attempt, deliveries, run_at, started_at)
            VALUES ('Stuck.run', 'STARTED', 'gone', 2, 1, CURRENT_TIMESTAMP - INTERVAL '2' HOUR,
                    CURRENT_TIMESTAMP - INTERVAL '2' HOUR)""", """
            INSERT INTO caraway_active (id, name, state, attempt, retries, run_at, started_at, root_id, parent_id, error_type,
                                        error_message)
            VALUES ('%2$s', 'Again.run', 'RETRY', 1, 1, CURRENT_TIMESTAMP + INTERVAL '1' MINUTE, CURRENT_TIMESTAMP,
                    '%1$s', '%1$s', 'java.net.ConnectException', 'refused')""", """
            INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers, labels, attempt,
                                          retries, deliveries, created_at, started_at, finished_at, result, error_type,
                                          error_message)
            VALUES ('%1$s', 'Slow.run', 'reports', 'FAILURE', 4, CURRENT_TIMESTAMP - INTERVAL '50' MINUTE,
                    '["a long argument of a task"]', '{}', '{"run":"nightly"}', 2, 1, 0, CURRENT_TIMESTAMP - INTERVAL '50' MINUTE,
                    CURRENT_TIMESTAMP - INTERVAL '40' MINUTE, CURRENT_TIMESTAMP - INTERVAL '30' MINUTE, '1', 'Boom', 'bang')""", """
            INSERT INTO caraway_attempt (task_id, attempt, worker_id, outcome, error_type)
            VALUES ('%1$s', 2, 'alive', 'FAILURE', 'Boom'), ('%1$s', 1, 'gone', 'LOST', 'Lost')""", """
            INSERT INTO caraway_log (task_id, attempt, logged_at, line)
            VALUES ('%1$s', 1, CURRENT_TIMESTAMP, 'first'), ('%1$s', 2, CURRENT_TIMESTAMP, 'second')""", """
            INSERT INTO caraway_schedule (id, name, task, expression, next_at)
            VALUES ('%1$s', 'nightly', 'Slow.run', '@daily', CURRENT_TIMESTAMP - INTERVAL '10' MINUTE)""", """
            INSERT INTO caraway_schedule_fire (schedule_id, fire_at, outcome, reason)
            VALUES ('%1$s', CURRENT_TIMESTAMP - INTERVAL '1' DAY, 'SKIPPED', 'A run has not finished')""");

    /** The essential columns, and the rows in them; fractions are cut to minutes, as some count from now. */
    private static final Map<String, Expected> EXPECTED = Map.ofEntries(
            entry(
                    "tasks by state and queue",
                    rows(
                            "queue,state,tasks",
                            "default,PENDING,1",
                            "default,RETRY,1",
                            "default,STARTED,2",
                            "mail,PENDING,1",
                            "reports,FAILURE,1")),
            entry("backlog age", rows("queue,due,seconds", "mail,1,600")),
            entry(
                    "running now",
                    rows(
                            "name,worker_id,progress_current,progress_total,seconds",
                            "Stuck.run,gone,null,null,7200",
                            "Running.run,alive,3,7,180")),
            entry("stuck tasks", rows("name,worker_id", "Stuck.run,gone")),
            entry(
                    "slowest task names",
                    rows("name,tasks,average_seconds,p95_seconds,max_seconds", "Slow.run,1,600,600,600")),
            entry("failures by type", rows("name,error_type,failures", "Slow.run,Boom,1")),
            entry("time to drain", rows("queue,due,finished,seconds_to_drain", "mail,1,0,null")),
            entry("failure rate by name", rows("name,tasks,failures,failure_percent", "Slow.run,1,1,60")),
            entry("retries by name", rows("name,tasks,retried,retries,most", "Slow.run,1,1,1,1")),
            entry("tasks by caller", rows("created_by,tasks,failures,retries,run_seconds", "null,1,1,1,600")),
            entry("tasks by worker", rows("worker_id,tasks,failures,retries,run_seconds", "null,1,1,1,600")),
            entry("tasks by label", rows("name,state,tasks,retries", "Slow.run,FAILURE,1,1")),
            entry("waits by queue and hour", rows("queue,tasks,p95_seconds,max_seconds", "reports,1,600,600")),
            entry("latest failures", rows("id,error_message", ROOT + ",bang")),
            entry("retries in flight", rows("id,error_message", CHILD + ",refused")),
            entry("throughput per minute", rows("finished,failed", "1,1")),
            entry("wait time", rows("queue,tasks,max_seconds", "reports,1,600", "default,1,120")),
            entry(
                    "one task",
                    rows(
                            "name,state,failed_attempt,outcome,attempt_error_type",
                            "Slow.run,FAILURE,1,LOST,Lost",
                            "Slow.run,FAILURE,2,FAILURE,Boom")),
            entry("log of one task", rows("attempt,line", "1,first", "2,second")),
            entry("children of a root", rows("id,parent_id,name", CHILD + "," + ROOT + ",Again.run")),
            entry("workers alive", rows("id,host,running", "alive,node1,1")),
            entry("unclaimable names", rows("name,queue,tasks", "Typo.run,mail,1")),
            entry("late schedules", rows("name,task,seconds", "nightly,Slow.run,600")),
            entry("fires that did not run", rows("name,outcome,reason", "nightly,SKIPPED,A run has not finished")),
            entry("steps that wait for nothing", rows("workflow_id,id,name")),
            entry("lost deliveries", rows("name,deliveries", "Stuck.run,1")),
            entry("workflows in progress", rows("id,name,waiting,due,running")),
            entry("why workflows failed", rows("id,task,error_message")),
            entry("largest payloads", rows("arguments_bytes,result_bytes", "29,1", "2,0", "2,0", "2,0", "2,0", "2,0")));

    private final MigratedDatabase database;

    QueriesTest(MigratedDatabase database) {
        this.database = database;
    }

    @BeforeParameterizedClassInvocation
    static void fill(MigratedDatabase database) {
        for (String statement : FIXTURE) {
            database.execute(statement.formatted(ROOT, CHILD));
        }
    }

    @Test
    void everyQueryHasAnExpectationAndEveryExpectationAQuery() throws IOException {
        assertThat(Cookbook.read())
                .extracting(Cookbook.Query::name)
                .containsExactlyInAnyOrderElementsOf(EXPECTED.keySet());
    }

    @Test
    void everyQueryShowsWhatItsCommentSays() throws IOException, SQLException {
        for (Cookbook.Query query : Cookbook.read()) {
            Expected expected = EXPECTED.getOrDefault(query.name(), rows(""));

            assertThat(answer(query.sql(), expected.columns())).as(query.name()).isEqualTo(expected.rows());
        }
    }

    private List<String> answer(String sql, List<String> columns) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (String column : columns) {
                    values.add(text(row, column));
                }
                rows.add(String.join(",", values));
            }
        }
        return rows;
    }

    private static String text(ResultSet row, String column) throws SQLException {
        Object value = row.getObject(column);
        if (value instanceof BigDecimal || value instanceof Double) {
            return String.valueOf(Math.round(row.getDouble(column)) / 60 * 60);
        }
        return String.valueOf(row.getString(column));
    }

    private static Expected rows(String columns, String... rows) {
        return new Expected(List.of(columns.split(",", -1)), List.of(rows));
    }

    private record Expected(List<String> columns, List<String> rows) {}
}
