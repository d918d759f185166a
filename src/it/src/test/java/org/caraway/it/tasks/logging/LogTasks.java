package org.caraway.it.tasks.logging;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.TreeMap;
import org.caraway.Sensitive;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A task that logs in every way, and tells what its log context holds. */
@ApplicationScoped
public class LogTasks {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    /**
     * The fields of the log context that do not differ from run to run, and those that do for whether they are right.
     */
    @Task
    public String log(String address, @Sensitive String code) {
        task.log("own");
        System.getLogger("shop.Platform").log(System.Logger.Level.WARNING, "platform");
        LoggerFactory.getLogger("shop.Facade").info("facade to {}", address);
        LoggerFactory.getLogger("shop.Facade").debug("details with {}", code);
        Map<String, String> fields = new TreeMap<>(MDC.getCopyOfContextMap());
        boolean right = task.id().toString().equals(fields.remove("caraway.task.id"))
                && fields.remove("caraway.worker") != null
                && Thread.currentThread().getName().endsWith(" LogTasks.log[" + task.id() + "]");
        return right + " " + fields;
    }
}
