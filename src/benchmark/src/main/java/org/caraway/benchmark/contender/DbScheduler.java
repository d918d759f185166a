package org.caraway.benchmark.contender;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** db-scheduler with lock-and-fetch and 20 threads; for latency with immediate execution. Immutable. */
public final class DbScheduler implements Contender {

    private static final int THREADS = 20;
    private static final double LOWER_FETCH = 4.0;
    private static final double UPPER_FETCH = 20.0;
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    /** Its library has no migrations; these are the table and the indexes that its documentation requires. */
    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE scheduled_tasks (
                task_name            text        NOT NULL,
                task_instance        text        NOT NULL,
                task_data            bytea,
                execution_time       timestamptz NOT NULL,
                picked               boolean     NOT NULL,
                picked_by            text,
                last_success         timestamptz,
                last_failure         timestamptz,
                consecutive_failures integer,
                last_heartbeat       timestamptz,
                version              bigint      NOT NULL,
                priority             smallint,
                PRIMARY KEY (task_name, task_instance)
            )""",
            "CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)",
            "CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)");

    @Override
    public String name() {
        return "db-scheduler";
    }

    @Override
    public String title() {
        return "db-scheduler " + Versions.of("com.github.kagkarlsson", "db-scheduler");
    }

    @Override
    public Set<Feature> features() {
        return EnumSet.of(Feature.HEARS_OTHER_PROCESSES, Feature.TAKES_THOUSANDS);
    }

    @Override
    public double share() {
        return 1;
    }

    @Override
    public void prepare(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
    }

    @Override
    public Session open(DataSource database, Purpose purpose, int slots) {
        Work.writeTo(database);
        Map<Job, OneTimeTask<String>> tasks = new EnumMap<>(Job.class);
        for (Job job : Job.values()) {
            tasks.put(
                    job,
                    Tasks.oneTime(job.name(), String.class)
                            .execute((instance, context) -> Work.run(job, instance.getData())));
        }
        SchedulerBuilder builder = Scheduler.create(database, new ArrayList<>(tasks.values()))
                .threads(THREADS)
                .pollUsingLockAndFetch(LOWER_FETCH, UPPER_FETCH)
                .pollingInterval(POLL_INTERVAL);
        if (purpose == Purpose.LATENCY) {
            builder.enableImmediateExecution();
        }
        Scheduler scheduler = builder.build();
        if (purpose != Purpose.ENQUEUE) {
            scheduler.start();
        }
        return new Running(scheduler, tasks);
    }

    @Override
    public String countUnfinished() {
        return "SELECT COUNT(*) FROM scheduled_tasks";
    }

    @Override
    public String finishedTable() {
        throw new UnsupportedOperationException("db-scheduler deletes finished tasks");
    }

    @Override
    public String newId() {
        throw new UnsupportedOperationException("db-scheduler deletes finished tasks");
    }

    private record Running(Scheduler scheduler, Map<Job, OneTimeTask<String>> tasks) implements Session {

        @Override
        public void enqueue(Job job, String payload) {
            scheduler.schedule(instance(job, payload), Instant.now());
        }

        @Override
        public void enqueueAll(Job job, List<String> payloads) {
            List<TaskInstance<?>> instances = new ArrayList<>(payloads.size());
            payloads.forEach(payload -> instances.add(instance(job, payload)));
            scheduler.scheduleBatch(instances, Instant.now());
        }

        private TaskInstance<String> instance(Job job, String payload) {
            OneTimeTask<String> task = tasks.get(job);
            if (task == null) {
                throw new IllegalStateException("There is no task for " + job);
            }
            return task.instance(UUID.randomUUID().toString(), payload);
        }

        @Override
        public void close() {
            scheduler.stop();
        }
    }
}
