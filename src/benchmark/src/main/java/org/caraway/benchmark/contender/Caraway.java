package org.caraway.benchmark.contender;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.caraway.TaskCall;
import org.caraway.TaskQueue;
import org.caraway.internal.cdi.CarawayExtension;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/**
 * Caraway as it is deployed, extension and all, in Weld SE: request contexts, client proxies and stored results as in a
 * server, but {@link BareServer} for the server. Thread-safe.
 */
public final class Caraway implements Contender {

    private static final ReentrantLock STARTING = new ReentrantLock();
    private static final long THREADS_END_SECONDS = 10;

    @Override
    public String name() {
        return "caraway";
    }

    @Override
    public String title() {
        return "Caraway";
    }

    @Override
    public Set<Feature> features() {
        return EnumSet.allOf(Feature.class);
    }

    @Override
    public double share() {
        return 1;
    }

    /** A start without a worker migrates. */
    @Override
    public void prepare(DataSource database) throws Exception {
        open(database, Purpose.ENQUEUE, 1).close();
    }

    @Override
    public Session open(DataSource database, Purpose purpose, int slots) {
        String id = UUID.randomUUID().toString();
        ExecutorService threads = Executors.newCachedThreadPool();
        DataSource enlisting = BareServer.transactions().enlisting(database);
        BareServer.bind("benchmark/database/" + id, enlisting);
        BareServer.bind("benchmark/threads/" + id, BareServer.managed(threads));
        Work.writeTo(enlisting);
        WeldContainer container = started(
                id,
                Map.of(
                        "caraway.datasource", "benchmark/database/" + id,
                        "caraway.executor", "benchmark/threads/" + id,
                        "caraway.schema", "migrate",
                        "caraway.worker.enabled", String.valueOf(purpose != Purpose.ENQUEUE),
                        "caraway.worker.queues", "default:" + slots));
        return new Running(id, container, container.select(TaskQueue.class).get(), threads);
    }

    /** The queue of a session of this contender, for what the others do not have. */
    public static TaskQueue queueOf(Session session) {
        if (session instanceof Running running) {
            return running.tasks();
        }
        throw new IllegalArgumentException(session + " is no session of Caraway");
    }

    /** The settings are read while the container starts, so that one start must not see those of another. */
    private static WeldContainer started(String id, Map<String, String> settings) {
        STARTING.lock();
        try {
            settings.forEach(System::setProperty);
            return new Weld(id)
                    .disableDiscovery()
                    .addExtension(new CarawayExtension())
                    .beanClasses(CarawayTasks.class)
                    .initialize();
        } finally {
            settings.keySet().forEach(System::clearProperty);
            STARTING.unlock();
        }
    }

    @Override
    public String countUnfinished() {
        return "SELECT COUNT(*) FROM caraway_active";
    }

    @Override
    public String finishedTable() {
        return "caraway_finished";
    }

    @Override
    public String newId() {
        return "caraway_new_id()";
    }

    /** In one Weld container. Thread-safe. */
    private record Running(String id, WeldContainer container, TaskQueue tasks, ExecutorService threads)
            implements Session {

        @Override
        public void enqueue(Job job, String payload) {
            tasks.enqueue(call(job, payload));
        }

        @Override
        public void enqueueAll(Job job, List<String> payloads) {
            tasks.enqueueAll(
                    payloads.stream().map(payload -> call(job, payload)).toList());
        }

        private TaskCall<Integer> call(Job job, String payload) {
            return switch (job) {
                case NOOP -> tasks.call(CarawayTasks::noop, payload);
                case WRITE -> tasks.call(CarawayTasks::write, payload);
                case STAMP -> tasks.call(CarawayTasks::stamp, payload);
            };
        }

        @Override
        public void close() {
            container.shutdown();
            threads.shutdown();
            BareServer.unbind("benchmark/database/" + id);
            BareServer.unbind("benchmark/threads/" + id);
            try {
                if (!threads.awaitTermination(THREADS_END_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("Caraway left a thread running");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
