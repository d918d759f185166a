package org.caraway.it.tasks.transactions;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.naming.InitialContext;
import javax.sql.DataSource;
import org.caraway.Task;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.jspecify.annotations.Nullable;

/**
 * Enqueues in transactions of its own before anything else of the application has: the first one is rolled back.
 * Whatever Caraway commits while it starts must not be this transaction. In a JAR, because those of the WAR hear of the
 * start later.
 */
@ApplicationScoped
public class EarlyTasks {

    private final AtomicReference<@Nullable TaskHandle<String>> committed = new AtomicReference<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private UserTransaction transaction;

    @Task
    public String greet(String name) {
        return "early " + name;
    }

    void started(@Observes @Initialized(ApplicationScoped.class) @Priority(1) Object event) {
        try {
            execute("CREATE TABLE IF NOT EXISTS early (word VARCHAR(20))");
            transaction.begin();
            execute("INSERT INTO early (word) VALUES ('rolled back')");
            tasks.enqueue(EarlyTasks::greet, "nobody");
            transaction.rollback();

            transaction.begin();
            execute("INSERT INTO early (word) VALUES ('committed')");
            committed.set(tasks.enqueue(EarlyTasks::greet, "bird"));
            transaction.commit();
        } catch (Exception refused) { // told by the test, which could not run without a deployment
            failure.set(refused);
        }
    }

    /** Resources are not injected yet. */
    @SuppressWarnings("BanJNDI") // the name stands here
    private static void execute(String sql) throws Exception {
        DataSource dataSource = InitialContext.doLookup("jdbc/caraway");
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException refused) {
            throw new IllegalStateException(sql, refused);
        }
    }

    /** Not a task: what was enqueued in the transaction that committed. */
    public TaskHandle<String> committed() throws Exception {
        @Nullable Exception refused = failure.get();
        if (refused != null) {
            throw refused;
        }
        return Objects.requireNonNull(committed.get(), "nothing was enqueued");
    }
}
