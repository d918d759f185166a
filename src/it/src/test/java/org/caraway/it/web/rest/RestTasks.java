package org.caraway.it.web.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.caraway.Periodic;
import org.caraway.Sensitive;
import org.caraway.Task;
import org.caraway.TaskContext;

/** What is submitted. */
@ApplicationScoped
public class RestTasks {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    /** Greets. */
    @Task(remote = true, description = "Greets somebody")
    public Map<String, String> greet(String name, Optional<Integer> times) {
        task.log("greeting");
        return Map.of(
                "greeting", ("Hello " + name + ". ").repeat(times.orElse(1)).strip());
    }

    /** Returns no result. */
    @Task(remote = true)
    public void hush(@Sensitive String secret) {
        task.progress(1, 1, "hushed");
    }

    /** Fails. */
    @Task(remote = true, maxRetries = 0)
    public void fail(String how) {
        throw new IllegalStateException(how);
    }

    /** Runs until it is requested to stop. */
    @Task(remote = true)
    public String sleep(int seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        task.progress(1, 2, "asleep");
        CountDownLatch never = new CountDownLatch(1);
        while (System.nanoTime() < end && !never.await(50, TimeUnit.MILLISECONDS)) {
            task.checkRevoked();
        }
        return "awake";
    }

    /** Runs each second once an operator lets it. */
    @Task
    @Periodic(every = "PT1S", enabled = false, labels = "kind=tick")
    public void tick() {}

    /** Runs when beans of the application say so, once an operator lets it. */
    @Task
    @Periodic(type = "each-second", zone = "Europe/Paris", except = "closed", enabled = false)
    public void open() {}

    /** Is nobody's business. */
    @Task
    public void inside() {}
}
