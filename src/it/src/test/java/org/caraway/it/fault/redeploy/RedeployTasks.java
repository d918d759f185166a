package org.caraway.it.fault.redeploy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.caraway.Task;
import org.caraway.TaskQueue;

/** Leaves work behind at every start: more than is done by the time the application is undeployed. */
@ApplicationScoped
public class RedeployTasks {

    static final int EACH_START = 120;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    void enqueue(@Observes Startup startup) {
        tasks.enqueueAll(Collections.nCopies(EACH_START, tasks.call(RedeployTasks::takeAMoment)));
    }

    @Task
    public void takeAMoment() throws InterruptedException {
        if (new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("nobody opens this latch");
        }
    }
}
