package org.caraway.benchmark.contender;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/** Quartz, clustered, with 20 threads and 20 triggers at once. Immutable. */
public final class Quartz implements Contender {

    private static final String THREADS = "20";
    private static final double SHARE = 0.05;
    private static final String TABLES = "/org/quartz/impl/jdbcjobstore/tables_postgres.sql";

    @Override
    public String name() {
        return "quartz";
    }

    @Override
    public String title() {
        return "Quartz " + Versions.of(Scheduler.class);
    }

    @Override
    public Set<Feature> features() {
        return EnumSet.noneOf(Feature.class);
    }

    @Override
    public double share() {
        return SHARE;
    }

    @Override
    public void prepare(DataSource database) throws IOException, SQLException {
        try (InputStream file = Scheduler.class.getResourceAsStream(TABLES);
                Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            if (file == null) {
                throw new IOException("Quartz has no " + TABLES);
            }
            statement.execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Override
    public Session open(DataSource database, Purpose purpose, int slots) throws SchedulerException {
        Work.writeTo(database);
        String name = "benchmark-" + UUID.randomUUID();
        DBConnectionManager.getInstance().addConnectionProvider(name, new Provider(database));
        Scheduler scheduler = new StdSchedulerFactory(properties(name)).getScheduler();
        if (purpose != Purpose.ENQUEUE) {
            scheduler.start();
        }
        return new Running(scheduler);
    }

    /** All nodes of a cluster have the same name and different ids. */
    private static Properties properties(String dataSource) {
        Properties properties = new Properties();
        properties.putAll(Map.ofEntries(
                Map.entry("org.quartz.scheduler.instanceName", "benchmark"),
                Map.entry("org.quartz.scheduler.instanceId", dataSource),
                Map.entry("org.quartz.scheduler.skipUpdateCheck", "true"),
                Map.entry("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", "20"),
                Map.entry("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool"),
                Map.entry("org.quartz.threadPool.threadCount", THREADS),
                Map.entry("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX"),
                Map.entry("org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate"),
                Map.entry("org.quartz.jobStore.isClustered", "true"),
                Map.entry("org.quartz.jobStore.acquireTriggersWithinLock", "true"),
                Map.entry("org.quartz.jobStore.dataSource", dataSource)));
        return properties;
    }

    @Override
    public String countUnfinished() {
        return "SELECT COUNT(*) FROM qrtz_triggers";
    }

    @Override
    public String finishedTable() {
        throw new UnsupportedOperationException("Quartz deletes finished jobs");
    }

    @Override
    public String newId() {
        throw new UnsupportedOperationException("Quartz deletes finished jobs");
    }

    /** Connections of the pool. Thread-safe. */
    private record Provider(DataSource database) implements ConnectionProvider {

        @Override
        public Connection getConnection() throws SQLException {
            return database.getConnection();
        }

        /** The run closes the pool. */
        @Override
        public void shutdown() {}

        @Override
        public void initialize() {}
    }

    private record Running(Scheduler scheduler) implements Session {

        @Override
        public void enqueue(Job job, String payload) throws SchedulerException {
            scheduler.scheduleJob(detail(job, payload), trigger());
        }

        @Override
        public void enqueueAll(Job job, List<String> payloads) throws SchedulerException {
            Map<JobDetail, Set<? extends Trigger>> jobs = new HashMap<>();
            payloads.forEach(payload -> jobs.put(detail(job, payload), Set.of(trigger())));
            scheduler.scheduleJobs(jobs, false);
        }

        private static JobDetail detail(Job job, String payload) {
            return JobBuilder.newJob(QuartzJob.class)
                    .withIdentity(UUID.randomUUID().toString())
                    .usingJobData(QuartzJob.JOB, job.name())
                    .usingJobData(QuartzJob.PAYLOAD, payload)
                    .build();
        }

        private static Trigger trigger() {
            return TriggerBuilder.newTrigger()
                    .withIdentity(UUID.randomUUID().toString())
                    .startNow()
                    .build();
        }

        @Override
        public void close() {
            try {
                scheduler.shutdown(true);
            } catch (SchedulerException failure) {
                throw new IllegalStateException("Quartz did not stop", failure);
            }
        }
    }
}
