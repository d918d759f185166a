package org.caraway.internal.store.admin;

import java.util.List;
import java.util.UUID;
import org.caraway.TaskSummary;
import org.caraway.admin.TaskQuery;

/** Finds tasks by a query. Thread-safe; joins the thread's JTA transaction where one is active. */
public interface TaskSearch {

    /** Greater than the id of any task: the first batch begins with it. */
    UUID BEFORE_ALL = new UUID(-1, -1);

    /** The tasks that match the query, newest first, one more than its limit if there are more. */
    List<TaskSummary> find(TaskQuery query);

    /** How many tasks match the query. */
    long count(TaskQuery query);
}
