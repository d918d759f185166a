package org.caraway.it.tasks.transactions;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.caraway.ObservesTask;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.it.tasks.Sql;

/** Durable observers. */
@ApplicationScoped
public class ParcelTasks {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Sql sql;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    /** Fails once, so that a retry is seen. */
    @Task(retryFor = IllegalStateException.class, retryDelay = "PT0S")
    public void label(@ObservesTask Parcel parcel) throws SQLException {
        if (task.attempt() == 1) {
            throw new IllegalStateException("the printer warms up");
        }
        sql.execute("INSERT INTO early (word) VALUES (?)", "label " + parcel.number());
    }

    public void weigh(@ObservesTask Parcel parcel) throws SQLException {
        sql.execute("INSERT INTO early (word) VALUES (?)", "weight " + parcel.number());
    }
}
