package org.caraway.internal.schedule;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.caraway.ScheduleEvent;
import org.caraway.admin.ScheduleInfo;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.Timing;
import org.caraway.internal.client.EnqueueServices;
import org.caraway.internal.client.Enqueuers;
import org.caraway.internal.client.NewTaskFactory;
import org.caraway.internal.client.QueueBounds;
import org.caraway.internal.client.Routing;
import org.caraway.internal.client.ScheduledTasks;
import org.caraway.internal.client.UnknownQueues;
import org.caraway.internal.engine.LocalTransactions;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.payload.TestFormats;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.Routes;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.jspecify.annotations.Nullable;

/** Nodes that fire the schedules of one database, without definitions of tasks. */
final class ScheduleNodes {

    /** Half an hour from now, so that no test meets its time. */
    @SuppressWarnings("TimeInStaticInitializer") // a test class lasts much less than half an hour
    static final ScheduleSettings HOURLY = ScheduleSettings.of(
            Timing.every(Duration.ofHours(1), Duration.ofSeconds((Instant.now().getEpochSecond() + 1_800) % 3_600)));

    final StoreUnderTest tasks;
    final List<ScheduleEvent> events = new CopyOnWriteArrayList<>();
    final DefaultSchedules schedules;
    private final Store store;
    private final ScheduledTasks scheduledTasks;
    private final SchedulePlugins plugins;

    ScheduleNodes(MigratedDatabase database) throws SQLException {
        this(database, new TaskRegistry(List.of()), null);
    }

    /** Nodes of an application with these types and calendars. */
    ScheduleNodes(MigratedDatabase database, SchedulePlugins plugins) throws SQLException {
        this(database, new TaskRegistry(List.of()), null, plugins);
    }

    /** Whose changes join these transactions, and whose payloads may be in the formats of tests. */
    ScheduleNodes(MigratedDatabase database, TaskRegistry registry, @Nullable LocalTransactions transactions)
            throws SQLException {
        this(database, registry, transactions, SchedulePlugins.NONE);
    }

    private ScheduleNodes(
            MigratedDatabase database,
            TaskRegistry registry,
            @Nullable LocalTransactions transactions,
            SchedulePlugins plugins)
            throws SQLException {
        this.plugins = plugins;
        tasks = new StoreUnderTest(database.dataSource());
        store = transactions == null
                ? JdbcStore.open(database.dataSource(), StoreUnderTest.PATIENCE, null)
                : JdbcStore.open(
                        transactions.around(database.dataSource()), StoreUnderTest.PATIENCE, transactions.registry());
        PayloadCodec codec = PayloadCodec.create().with(TestFormats.VAULT);
        NewTaskFactory newTasks = new NewTaskFactory(
                registry,
                new Routing(Routes.NONE, List.of(), UnknownQueues.accepted(Set.of(), Set::of)),
                codec,
                1 << 20);
        EnqueueServices services = new EnqueueServices(
                new QueueBounds(store.lengths(), Runnable::run, Map.of()),
                ContextPropagation.NONE,
                new TaskObservers(List.of(new TaskObserver() {
                    @Override
                    public void schedule(ScheduleEvent event) {
                        events.add(event);
                    }
                })),
                new QueueSignals(),
                Runnable::run);
        scheduledTasks = new ScheduledTasks(
                registry,
                codec,
                newTasks,
                services,
                Enqueuers.of(registry, newTasks, services, store).workflows());
        schedules = new DefaultSchedules(store.schedules().changes(), scheduledTasks, plugins, () -> {});
    }

    DeclaredSchedules declared(DeclaredSchedule... all) {
        return new DeclaredSchedules(store.schedules().changes(), List.of(all), plugins);
    }

    Store store() {
        return store;
    }

    /** Another node. */
    ScheduleFirer node() {
        return node(plugins);
    }

    /** A node of another application or release. */
    ScheduleFirer node(SchedulePlugins others) {
        return new ScheduleFirer(store.schedules().fires(), scheduledTasks, declared(), others);
    }

    /** Lets a schedule be due now. */
    void makeDue(String name) throws SQLException {
        tasks.execute(
                "UPDATE caraway_schedule SET next_at = date_trunc('second', CURRENT_TIMESTAMP), version = version + 1"
                        + " WHERE name = '" + name + "'");
    }

    ScheduleInfo info(String name) {
        return schedules.find(name).orElseThrow();
    }

    Instant now() {
        return store.schedules().changes().now();
    }

    long live() throws SQLException {
        return tasks.count("SELECT COUNT(*) FROM caraway_active WHERE schedule_id IS NOT NULL");
    }
}
