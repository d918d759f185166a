package org.caraway.benchmark.contender;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * JobRunr with 32 workers that poll each 5 s, the least that it allows. Without its dashboard, so it opens no port.
 * Immutable.
 */
public final class JobRunr implements Contender {

    private static final int WORKERS = 32;
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);
    private static final double SHARE = 0.25;

    @Override
    public String name() {
        return "jobrunr";
    }

    @Override
    public String title() {
        return "JobRunr " + Versions.of(JobScheduler.class);
    }

    @Override
    public Set<Feature> features() {
        return EnumSet.allOf(Feature.class);
    }

    @Override
    public double share() {
        return SHARE;
    }

    /** The storage makes its tables when it is opened. */
    @Override
    public void prepare(DataSource database) {
        new PostgresStorageProvider(database).close();
    }

    @Override
    public Session open(DataSource database, Purpose purpose, int slots) {
        Work.writeTo(database);
        JsonMapper json = new JacksonJsonMapper();
        StorageProvider storage = new PostgresStorageProvider(database);
        storage.setJobMapper(new JobMapper(json));
        BackgroundJobServer server = null;
        if (purpose != Purpose.ENQUEUE) {
            server = new BackgroundJobServer(storage, json, new Activator(), configuration());
            server.start();
        }
        return new Running(storage, new JobScheduler(storage), server);
    }

    private static BackgroundJobServerConfiguration configuration() {
        return BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                .andWorkerCount(WORKERS)
                .andPollInterval(POLL_INTERVAL);
    }

    @Override
    public String countUnfinished() {
        return "SELECT COUNT(*) FROM jobrunr_jobs WHERE state <> 'SUCCEEDED'";
    }

    @Override
    public String finishedTable() {
        return "jobrunr_jobs";
    }

    @Override
    public String newId() {
        return "CAST(gen_random_uuid() AS char(36))";
    }

    private static final class Activator implements JobActivator {

        private final JobRunrTasks tasks = new JobRunrTasks();

        @Override
        public <T> T activateJob(Class<T> type) {
            return type.cast(tasks);
        }
    }

    /** Not a record: JobRunr reads the class around a lambda with an ASM visitor that does not support records. */
    private static final class Running implements Session {

        private final StorageProvider storage;
        private final JobScheduler scheduler;
        private final @Nullable BackgroundJobServer server;

        Running(StorageProvider storage, JobScheduler scheduler, @Nullable BackgroundJobServer server) {
            this.storage = storage;
            this.scheduler = scheduler;
            this.server = server;
        }

        @Override
        public void enqueue(Job job, String payload) {
            switch (job) {
                case NOOP -> scheduler.<JobRunrTasks>enqueue(tasks -> tasks.noop(payload));
                case WRITE -> scheduler.<JobRunrTasks>enqueue(tasks -> tasks.write(payload));
                case STAMP -> scheduler.<JobRunrTasks>enqueue(tasks -> tasks.stamp(payload));
            }
        }

        @Override
        public void enqueueAll(Job job, List<String> payloads) {
            switch (job) {
                case NOOP ->
                    scheduler.<JobRunrTasks, String>enqueue(payloads.stream(), (tasks, payload) -> tasks.noop(payload));
                case WRITE ->
                    scheduler.<JobRunrTasks, String>enqueue(
                            payloads.stream(), (tasks, payload) -> tasks.write(payload));
                case STAMP ->
                    scheduler.<JobRunrTasks, String>enqueue(
                            payloads.stream(), (tasks, payload) -> tasks.stamp(payload));
            }
        }

        @Override
        public void close() {
            if (server != null) {
                server.stop();
            }
            scheduler.shutdown();
            storage.close();
        }
    }
}
