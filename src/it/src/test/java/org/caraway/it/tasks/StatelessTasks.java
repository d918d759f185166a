package org.caraway.it.tasks;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Duration;
import org.caraway.Task;
import org.caraway.TaskContext;

/** Tasks on an enterprise bean. */
@Stateless
public class StatelessTasks {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    /** The container wraps what this throws. */
    @Task
    public int askAgain() {
        if (task.attempt() == 1) {
            throw task.retryIn(Duration.ZERO);
        }
        return task.retries();
    }

    @Task
    public String greet(String name) {
        return "stateless " + name;
    }
}
