package org.caraway.internal.store.schedule;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.caraway.internal.store.enqueue.JdbcTaskInserts;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.WorkflowPlan;
import org.caraway.internal.store.schedule.ScheduleFires.Fire;
import org.caraway.internal.store.workflow.JdbcWorkflows;

/**
 * Inserts the tasks and workflows of fires. Thread-safe.
 *
 * @param tasks inserts tasks, all together
 * @param workflows inserts workflows, one after another
 */
public record RunInserts(JdbcTaskInserts tasks, JdbcWorkflows workflows) {

    void insert(Connection connection, List<Fire> fires) throws SQLException {
        List<NewTask> single = new ArrayList<>();
        for (Fire fire : fires) {
            WorkflowPlan workflow = fire.workflow();
            NewTask task = fire.task();
            if (workflow != null) {
                workflows.insertRun(connection, workflow);
            } else if (task != null) {
                single.add(task);
            }
        }
        if (!single.isEmpty()) {
            tasks.insertAll(connection, single);
        }
    }
}
