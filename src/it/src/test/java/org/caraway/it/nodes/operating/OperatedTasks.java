package org.caraway.it.nodes.operating;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.caraway.Task;
import org.caraway.TaskContext;

/** Tasks that operators have something to do with. */
@ApplicationScoped
public class OperatedTasks {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    /** Sleeps until it is interrupted. */
    @Task(retryFor = Exception.class)
    public boolean sleep() throws InterruptedException {
        task.progress(1, 1, "asleep");
        return new CountDownLatch(1).await(4, TimeUnit.MINUTES);
    }

    /** Likes one answer only. */
    @Task
    public String ask(String answer) {
        if (!answer.equals("yes")) {
            throw new IllegalArgumentException("not " + answer);
        }
        return answer;
    }
}
