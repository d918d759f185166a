package org.caraway.demo;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.caraway.Signal;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.TaskQueue;
import org.caraway.admin.TaskAdmin;

/** Tasks that are in trouble, for a first look at the console: each can be helped there. */
@ApplicationScoped
public class Trouble {

    private static final String PAUSED_QUEUE = "invoices";
    private static final int INVOICES = 5;
    private static final int LINES = 10;
    private static final Duration WAIT = Duration.ofDays(7);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskAdmin admin;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    /**
     * Where the trouble is.
     *
     * @param failing a task whose arguments are wrong
     * @param workflow a workflow that waits for a signal
     * @param pausedQueue a queue whose tasks do not start
     */
    public record Places(UUID failing, UUID workflow, String pausedQueue) {}

    /** Causes it. */
    Places cause() {
        admin.pause(PAUSED_QUEUE);
        for (int number = 1; number <= INVOICES; number++) {
            tasks.enqueue(Trouble::printInvoice, number);
        }
        UUID failing = tasks.enqueue(Trouble::totalOf, List.of("19.90", "12,50", "7.00"))
                .id();
        UUID workflow = tasks.enqueue(tasks.call(Trouble::pack, "order 4711")
                        .then(Trouble::approve)
                        .then(Trouble::ship))
                .id();
        return new Places(failing, workflow, PAUSED_QUEUE);
    }

    /** Adds amounts. */
    @Task(maxRetries = 0, remote = true)
    public BigDecimal totalOf(List<String> amounts) throws InterruptedException {
        BigDecimal total = BigDecimal.ZERO;
        for (String amount : amounts) {
            total = total.add(parse(amount));
        }
        for (int line = 1; line <= LINES; line++) { // so that there is something to watch
            Thread.sleep(200);
            task.progress(line, LINES, "printing line " + line);
        }
        return total;
    }

    private static BigDecimal parse(String amount) {
        try {
            return new BigDecimal(amount);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + amount + "' is no amount; write it with a point, such as 12.50", e);
        }
    }

    /** Does nothing; its queue is paused. */
    @Task(queue = PAUSED_QUEUE)
    public String printInvoice(int number) {
        return "invoice " + number;
    }

    /** The first step of the workflow. */
    @Task
    public String pack(String order) {
        return order + ", packed";
    }

    /** Waits until somebody sends the signal {@code approved}. */
    @Task
    @Signal(name = "approved", type = Boolean.class)
    public String approve(String order) {
        boolean approved = task.awaitSignal("approved", Boolean.class, WAIT);
        return order + (approved ? ", approved" : ", refused");
    }

    /** The last step of the workflow. */
    @Task
    public String ship(String order) {
        return order + ", shipped";
    }
}
