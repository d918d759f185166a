package org.caraway.it.web.monitoring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import org.caraway.Periodic;
import org.caraway.Task;
import org.caraway.TaskQueue;

/** Makes some numbers when it starts, without a resource that would. */
@ApplicationScoped
public class MonitoredTasks {

    static final int GREETINGS = 3;
    static final int FORGOTTEN = 5;

    /** Enqueues, also into a queue that nobody serves. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object event, TaskQueue tasks) {
        for (int i = 0; i < GREETINGS; i++) {
            tasks.enqueue(tasks.call("MonitoredTasks.greet"));
        }
        tasks.enqueue(tasks.call("MonitoredTasks.fail"));
        for (int i = 0; i < FORGOTTEN; i++) {
            tasks.enqueue(tasks.call("MonitoredTasks.greet").queue("forgotten"));
        }
    }

    /** Greets. */
    @Task
    public String greet() {
        return "Hello";
    }

    /** Fires once, so that its schedule has metrics. */
    @Task
    @Periodic(every = "PT1S", maxRuns = 1)
    public void tick() {}

    /** Fails. */
    @Task(maxRetries = 0)
    public void fail() {
        throw new IllegalStateException("on purpose");
    }
}
