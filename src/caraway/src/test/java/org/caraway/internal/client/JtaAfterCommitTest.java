package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.internal.store.signal.QueueSignals;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JtaAfterCommitTest {

    private final OneTransaction transaction = new OneTransaction();
    private final JtaAfterCommit afterCommit = new JtaAfterCommit(transaction);
    private final List<String> ran = new ArrayList<>();

    @Test
    void withoutATransactionAnActionRunsAtOnce() {
        transaction.status = Status.STATUS_NO_TRANSACTION;

        afterCommit.run(() -> ran.add("a"));

        assertThat(ran).containsExactly("a");
    }

    @Test
    void insideATransactionActionsRunInOrderAfterItsCommit() {
        afterCommit.run(() -> ran.add("a"));
        afterCommit.run(() -> ran.add("b"));
        assertThat(ran).isEmpty();

        transaction.complete(Status.STATUS_COMMITTED);

        assertThat(ran).containsExactly("a", "b");
        assertThat(transaction.registered).hasSize(1);
    }

    @Test
    void afterARollbackNothingRuns() {
        afterCommit.run(() -> ran.add("a"));

        transaction.complete(Status.STATUS_ROLLEDBACK);

        assertThat(ran).isEmpty();
    }

    @Test
    void aTransactionThatCanOnlyRollBackTakesNoActions() {
        transaction.status = Status.STATUS_MARKED_ROLLBACK;

        afterCommit.run(() -> ran.add("a"));

        assertThat(transaction.registered).isEmpty();
        assertThat(ran).isEmpty();
    }

    @Test
    void equalSignalsOfOneTransactionAreOne() {
        QueueSignals signals = new QueueSignals();
        signals.add(new QueueSignals.Listener() {
            @Override
            public void due(String queue, Duration delay) {
                ran.add(queue);
            }
        });

        for (int i = 0; i < 3; i++) {
            afterCommit.run(DueSignal.after(signals, "mail", Duration.ZERO));
            afterCommit.run(DueSignal.after(signals, "default", Duration.ZERO));
        }
        transaction.complete(Status.STATUS_COMMITTED);

        assertThat(ran).containsExactly("mail", "default");
    }

    @Test
    void signalsOfOneQueueAreToldAsOne() {
        QueueSignals signals = new QueueSignals();
        signals.add(new QueueSignals.Listener() {
            @Override
            public void ready(String queue, List<QueueSignals.Ready> tasks) {
                ran.add(queue + " " + tasks.size());
            }
        });

        for (int i = 0; i < 3; i++) {
            afterCommit.run(DueSignal.now(signals, "mail", UUID.randomUUID(), "Mail.send"));
        }
        transaction.complete(Status.STATUS_COMMITTED);

        assertThat(ran).containsExactly("mail 3");
    }

    /** What a server tells of the one transaction of the test's thread. */
    private static final class OneTransaction implements TransactionSynchronizationRegistry {

        private int status = Status.STATUS_ACTIVE;
        private final List<Synchronization> registered = new ArrayList<>();
        private final Map<Object, Object> resources = new HashMap<>();

        void complete(int outcome) {
            status = outcome;
            registered.forEach(Synchronization::beforeCompletion);
            registered.forEach(synchronization -> synchronization.afterCompletion(outcome));
        }

        @Override
        public Object getTransactionKey() {
            return this;
        }

        @Override
        public void putResource(Object key, Object value) {
            resources.put(key, value);
        }

        @Override
        public @Nullable Object getResource(Object key) {
            return resources.get(key);
        }

        @Override
        public void registerInterposedSynchronization(Synchronization synchronization) {
            registered.add(synchronization);
        }

        @Override
        public int getTransactionStatus() {
            return status;
        }

        @Override
        public void setRollbackOnly() {
            status = Status.STATUS_MARKED_ROLLBACK;
        }

        @Override
        public boolean getRollbackOnly() {
            return status == Status.STATUS_MARKED_ROLLBACK;
        }
    }
}
