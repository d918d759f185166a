package org.caraway.it.nodes;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.caraway.Task;
import org.caraway.TaskContext;

/** Tasks that do nothing but wait, thousands at a time. Thread-safe. */
@ApplicationScoped
public class WaitingTasks {

    private static final long SECOND_MILLIS = 1_000;

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private WaitingNote note;

    /** Waits for a second, and tells what it had of the container meanwhile. */
    @Task(queue = "io")
    public String second(int number) throws InterruptedException, NamingException {
        most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
        try {
            note.write(number);
            Thread.sleep(SECOND_MILLIS);
            return seen(number);
        } finally {
            waiting.decrementAndGet();
        }
    }

    @SuppressWarnings("BanJNDI") // a constant name
    private String seen(int number) throws NamingException {
        String application = InitialContext.doLookup("java:app/AppName");
        boolean ownLoader = Thread.currentThread().getContextClassLoader() == WaitingTasks.class.getClassLoader();
        return Thread.currentThread().getName().startsWith("caraway-run-io")
                + " " + !application.isEmpty()
                + " " + ownLoader
                + " " + (note.read() == number)
                + " " + (task.attempt() == 1);
    }

    /** How many waited at the same time at most. */
    int most() {
        return most.get();
    }
}
