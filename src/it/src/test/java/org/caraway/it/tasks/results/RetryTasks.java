package org.caraway.it.tasks.results;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import org.caraway.Task;
import org.caraway.TaskContext;

/** Tasks that need more than one attempt, or do not get one. */
@ApplicationScoped
public class RetryTasks {

    static final Duration PAUSE = Duration.ofMillis(300);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    /** Fails in its first attempts, then returns the number of the attempt. */
    @Task(
            retryFor = IOException.class,
            dontRetryFor = FileNotFoundException.class,
            maxRetries = 4,
            retryDelay = "PT0.1S",
            retryJitter = false)
    public int failFirst(int attempts) throws IOException {
        if (task.attempt() <= attempts) {
            throw new IOException("attempt " + task.attempt() + " fails");
        }
        return task.attempt();
    }

    @Task(retryFor = IOException.class, dontRetryFor = FileNotFoundException.class, retryDelay = "PT0.1S")
    public void missFile() throws FileNotFoundException {
        throw new FileNotFoundException("no such file");
    }

    /** Asks once to be run again, and then returns how many retries it had. */
    @Task
    public int askAgain() {
        if (task.attempt() == 1) {
            throw task.retryIn(PAUSE);
        }
        return task.retries();
    }
}
