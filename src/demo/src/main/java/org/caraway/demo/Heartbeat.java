package org.caraway.demo;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.caraway.Misfire;
import org.caraway.Periodic;
import org.caraway.Task;
import org.caraway.TaskContext;

/** A sign of life without any upload: a task each minute, of one node, whatever their number. */
@ApplicationScoped
public class Heartbeat {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    /** Logs the instant that it was due at. What came while no node ran is left out. */
    @Task
    @Periodic(every = "PT1M", misfire = Misfire.SKIP, retainFor = "PT1H")
    public void beat() {
        task.log("The beat of " + task.scheduledFor().orElseThrow());
    }
}
