package org.caraway.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskSummary;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.model.NewTask;

/** A store under test, and what operators do with it. */
public final class OperatedStore {

    /** What is noted of operations unless said otherwise. */
    public static final AuditNote NOTE = new AuditNote("olga", "test", "target", null);

    private static final List<String> TABLES =
            List.of("caraway_queue", "caraway_definition", "caraway_audit", "caraway_unique_window");

    /** The workers' view. */
    public final StoreUnderTest tasks;

    /** The operators' view. */
    public final Store admin;

    /** Empties the tables and registers a worker. */
    public OperatedStore(DataSource database) throws SQLException {
        tasks = new StoreUnderTest(database);
        admin = JdbcStore.open(database, StoreUnderTest.PATIENCE, null);
        for (String table : TABLES) {
            tasks.execute("DELETE FROM " + table);
        }
    }

    /** Revokes a task without interrupting it. */
    public RevokeOutcome revoke(UUID id) {
        return admin.revocations().revoke(id, RevokeMode.COOPERATIVE, NOTE).outcome();
    }

    /** Inserts a task with these options and returns its id. */
    public UUID insert(Function<NewTask.Builder, NewTask.Builder> options) {
        NewTask task = options.apply(NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME))
                .build();
        tasks.store().inserts().insert(List.of(task));
        return task.id();
    }

    /** The ids on all pages of the query; asserts that its count is their number. */
    public List<UUID> ids(TaskQuery query) {
        List<UUID> ids = new ArrayList<>();
        TaskQuery page = query;
        List<TaskSummary> found = admin.search().find(page);
        while (found.size() > query.limit()) {
            found.subList(0, query.limit()).forEach(task -> ids.add(task.id()));
            page = query.after(ids.get(ids.size() - 1));
            found = admin.search().find(page);
        }
        found.forEach(task -> ids.add(task.id()));
        assertThat(admin.search().count(query))
                .as("count of " + query.summary())
                .isEqualTo(ids.size());
        return ids;
    }

    /** How many tasks are in both tables. */
    public long doubles() throws SQLException {
        return tasks.count("SELECT COUNT(*) FROM caraway_active WHERE id IN (SELECT id FROM caraway_finished)");
    }

    /** How many finished tasks have this state. */
    public long finished(String state) throws SQLException {
        return tasks.count("SELECT COUNT(*) FROM caraway_finished WHERE state = '" + state + "'");
    }
}
