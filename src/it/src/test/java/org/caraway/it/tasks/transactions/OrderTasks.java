package org.caraway.it.tasks.transactions;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.caraway.Task;
import org.caraway.TaskQueue;

/** Enqueues when a transaction is over, but still the thread's. */
@ApplicationScoped
public class OrderTasks {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    @SuppressWarnings("NullAway.Init") // injected
    private TransactionSynchronizationRegistry transactions;

    @Task
    public String confirm(String number) {
        return "confirmed " + number;
    }

    @Task
    public String cancel(String number) {
        return "cancelled " + number;
    }

    void placed(@Observes(during = TransactionPhase.AFTER_SUCCESS) Order order) {
        enqueue(order, () -> order.enqueued().complete(tasks.enqueue(OrderTasks::confirm, order.number())));
    }

    void failed(@Observes(during = TransactionPhase.AFTER_FAILURE) Order order) {
        enqueue(order, () -> order.enqueued().complete(tasks.enqueue(OrderTasks::cancel, order.number())));
    }

    /** Not a task: confirms in the {@code afterCompletion} of the thread's transaction, without an event. */
    public void confirmAfterCompletion(Order order) {
        transactions.registerInterposedSynchronization(new Synchronization() {

            @Override
            public void beforeCompletion() {
                // nothing to write
            }

            @Override
            public void afterCompletion(int status) {
                placed(order);
            }
        });
    }

    private static void enqueue(Order order, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException refused) {
            order.enqueued().completeExceptionally(refused);
        }
    }
}
