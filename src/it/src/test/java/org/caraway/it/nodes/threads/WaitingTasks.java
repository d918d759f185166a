package org.caraway.it.nodes.threads;

import static java.util.concurrent.TimeUnit.SECONDS;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CountDownLatch;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.caraway.Task;
import org.caraway.TaskContext;

/** Tasks that do nothing but wait, thousands at a time. Thread-safe. */
@ApplicationScoped
public class WaitingTasks {

    private static final int ALL = 10_000;
    private static final long PATIENCE_SECONDS = 120;

    private final CountDownLatch missing = new CountDownLatch(ALL);
    private final CountDownLatch never = new CountDownLatch(1);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private WaitingNote note;

    /** Waits until ten thousand tasks wait; returns whether they did. */
    @Task(queue = "io")
    public boolean meet() throws InterruptedException {
        missing.countDown();
        return missing.await(PATIENCE_SECONDS, SECONDS);
    }

    /** Waits for a second, and returns what it could use of the container meanwhile. */
    @Task(queue = "io")
    public String second(int number) throws InterruptedException, NamingException {
        note.write(number);
        boolean early = never.await(1, SECONDS);
        return early ? "did not wait" : seen(number);
    }

    @SuppressWarnings("BanJNDI") // a constant name
    private String seen(int number) throws NamingException {
        String application = InitialContext.doLookup("java:app/AppName");
        boolean ownLoader = Thread.currentThread().getContextClassLoader() == WaitingTasks.class.getClassLoader();
        return Thread.currentThread().getName().startsWith("caraway-run-io")
                + " " + !application.isEmpty()
                + " " + ownLoader
                + " " + (note.read() == number)
                + " " + (task.attempt() == 1)
                + " " + isVirtual(Thread.currentThread());
    }

    /** {@code Thread.isVirtual}, which the API of Java 17 does not have. */
    private static boolean isVirtual(Thread thread) {
        try {
            return (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
        } catch (ReflectiveOperationException missing) {
            return false;
        }
    }
}
