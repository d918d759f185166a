package org.caraway.it.web.live;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.caraway.Task;
import org.caraway.TaskCall;
import org.caraway.TaskContext;
import org.caraway.TaskQueue;
import org.caraway.TaskRejectedException;

/** What is followed. */
@ApplicationScoped
public class LiveTasks {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    /** Runs steps of this many milliseconds, and reports progress after each. */
    @Task(remote = true)
    public String step(int steps, int millis) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 1; i <= steps; i++) {
            task.progress(i, steps, "step " + i + " at " + System.currentTimeMillis());
            task.partialResult(List.of(i));
            task.checkRevoked();
            if (never.await(millis, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("never");
            }
        }
        return "there";
    }

    /** Enqueues so many that do nothing. */
    @Task(remote = true)
    public void load(int count) {
        List<TaskCall<Void>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(tasks.call(LiveTasks::nothing));
        }
        tasks.enqueueAll(calls);
    }

    /** Does nothing. */
    @Task(queue = "load")
    public void nothing() {}

    /** Enqueues this many tasks with large messages. */
    @Task(remote = true)
    public void flood(int count) {
        List<TaskCall<Void>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(tasks.call(LiveTasks::publish, i));
        }
        tasks.enqueueAll(calls);
    }

    /** Says a lot: the message of its end is in the change. */
    @Task(queue = "flood")
    public void publish(int number) {
        throw new TaskRejectedException(number + "\u20ac".repeat(490), null);
    }
}
