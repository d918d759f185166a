package org.caraway.internal.cdi.runtime;

import java.util.concurrent.Executor;
import org.caraway.admin.Schedules;
import org.caraway.internal.client.AfterCommit;
import org.caraway.internal.client.DisabledTaskAdmin;
import org.caraway.internal.client.ScheduledTasks;
import org.caraway.internal.schedule.DeclaredSchedules;
import org.caraway.internal.schedule.DefaultSchedules;
import org.caraway.internal.schedule.ScheduleFirer;
import org.caraway.internal.schedule.SchedulePlugins;
import org.caraway.internal.store.Store;

/**
 * The schedules of one node. Immutable.
 *
 * @param schedules for operators
 * @param declared what the code declares
 * @param firer the loop that fires
 */
record ScheduleServices(Schedules schedules, DeclaredSchedules declared, ScheduleFirer firer) {

    static ScheduleServices of(Store store, ScheduledTasks tasks, Deployment deployment, AfterCommit afterCommit) {
        SchedulePlugins plugins = deployment.schedulePlugins().get();
        DeclaredSchedules declared =
                new DeclaredSchedules(store.schedules().changes(), deployment.schedules(), plugins);
        ScheduleFirer firer = new ScheduleFirer(store.schedules().fires(), tasks, declared, plugins);
        Schedules schedules = deployment.settings().adminEnabled()
                ? new DefaultSchedules(store.schedules().changes(), tasks, plugins, () -> afterCommit.run(firer::wake))
                : DisabledTaskAdmin.schedules();
        return new ScheduleServices(schedules, declared, firer);
    }

    /** Stores what the code declares. */
    void declare() {
        declared.store();
    }

    void start(Executor executor) {
        firer.start(executor);
    }

    void stop() {
        firer.stop();
    }
}
