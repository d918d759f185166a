package org.caraway.internal.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.SignalOutcome;
import org.caraway.SignalTimeoutException;
import org.caraway.TaskContext;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.propagation.CurrentTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Attempts that wait for a signal or a time. */
class WaitingAttemptTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Bench bench = new Bench().slots(1);
    private final AtomicInteger begun = new AtomicInteger();

    @AfterEach
    void stop() {
        bench.close();
    }

    /** A value. */
    public record Approval(String by, boolean granted) {}

    @Nested
    class AWaitForASignal {

        @Test
        void holdsNoSlotAndReturnsItsValueInEachLaterAttempt() {
            bench.maxRetries(0).define("Order.approve", arguments -> {
                begun.incrementAndGet();
                Approval approval = task().awaitSignal("approved", Approval.class, HOUR);
                if (task().attempt() == 2) {
                    throw task().postpone(Duration.ZERO);
                }
                return approval.by() + " " + task().retries() + " " + task().deliveries();
            });
            bench.define("Mail.send", arguments -> "sent");
            bench.start();
            UUID id = bench.enqueue("Order.approve", "[]");
            bench.await(id, task -> task.state() == TaskState.WAITING);
            assertThat(bench.runToEnd("Mail.send", "[]").state()).isEqualTo(TaskState.SUCCESS);

            assertThat(send(id, "approved", "{\"by\":\"Ann\",\"granted\":true}"))
                    .isEqualTo(SignalOutcome.ACCEPTED);

            assertThat(bench.awaitEnd(id).result()).isEqualTo("\"Ann 0 0\"");
            assertThat(begun).hasValue(3);
        }

        @Test
        void isNoWaitIfTheSignalWasSentBefore() {
            bench.define("Order.approve", arguments -> task().awaitSignal("approved", Integer.class, HOUR));
            UUID id = bench.enqueue("Order.approve", "[]");
            send(id, "approved", "7");

            bench.start();

            TaskView task = bench.awaitEnd(id);
            assertThat(task.result()).isEqualTo("7");
            assertThat(task.attempt()).isEqualTo(1);
        }

        @Test
        void failsWithoutARetryWhenItTimesOut() {
            bench.retryFor(Throwable.class).maxRetries(5).define("Order.approve", arguments -> task().awaitSignal(
                            "approved", Integer.class, Duration.ZERO));
            bench.start();

            TaskView task = bench.runToEnd("Order.approve", "[]");

            assertThat(task.state()).isEqualTo(TaskState.FAILURE);
            assertThat(task.attempt()).isEqualTo(2);
            assertThat(requireNonNull(task.error()).type()).isEqualTo(SignalTimeoutException.class.getName());
            assertThat(requireNonNull(task.error()).message())
                    .contains("for the signal 'approved', which was not sent; use awaitOptionalSignal");
        }

        @Test
        void hasAnEmptyValueWhenItTimesOutIfItAsksForThat() {
            bench.define(
                    "Order.approve", arguments -> task().awaitOptionalSignal("approved", Integer.class, Duration.ZERO)
                            .isPresent());
            bench.start();

            assertThat(bench.runToEnd("Order.approve", "[]").result()).isEqualTo("false");
        }

        @Test
        void leavesNothingOfTheTransactionOfItsAttempt() {
            ThreadTransactions transactions = new ThreadTransactions();
            bench.transactional(transactions).define("Order.approve", arguments -> task().awaitOptionalSignal(
                            "approved", Integer.class, Duration.ZERO)
                    .isPresent());
            bench.start();

            bench.runToEnd("Order.approve", "[]");
            bench.worker().stop();

            assertThat(transactions.journal()).containsExactly("begin", "rollback", "begin", "commit");
        }

        @Test
        void saysWhatIsWrongWithItsName() {
            bench.define("Order.approve", arguments -> task().awaitSignal("is it?", Integer.class, HOUR));
            bench.start();

            assertThat(requireNonNull(bench.runToEnd("Order.approve", "[]").error())
                            .message())
                    .isEqualTo("The name of a signal has 1 to 100 letters, digits, dots, hyphens and underscores and"
                            + " begins with a letter; was 'is it?'");
        }
    }

    @Nested
    class ASleep {

        @Test
        void thatIsLongEndsItsAttemptAndIsOverInTheNext() {
            bench.define("Bill.remind", arguments -> {
                begun.incrementAndGet();
                task().sleep("a-while", Duration.ofSeconds(1));
                return task().attempt();
            });
            bench.start();

            TaskView task = bench.runToEnd("Bill.remind", "[]");

            assertThat(task.result()).isEqualTo("2");
            assertThat(begun).hasValue(2);
            assertThat(bench.number("SELECT COUNT(*) FROM caraway_wait WHERE awaits = 'sleep:a-while'"))
                    .isEqualTo(1);
        }

        @Test
        void thatIsShortHoldsItsSlot() {
            bench.define("Bill.remind", arguments -> {
                task().sleep("moment", Duration.ofMillis(20));
                return task().attempt();
            });
            bench.start();

            assertThat(bench.runToEnd("Bill.remind", "[]").result()).isEqualTo("1");
        }
    }

    @Nested
    class ASignalOfATransaction {

        private final LocalTransactions transactions = new LocalTransactions();
        private final Bench joining = new Bench(transactions).slots(1);

        @AfterEach
        void stop() {
            joining.close();
        }

        @Test
        void isDeliveredWithItsCommitAndNotWithItsRollback() {
            joining.define("Order.approve", arguments -> task().awaitSignal("approved", Integer.class, HOUR));
            joining.start();
            UUID id = joining.enqueue("Order.approve", "[]");
            joining.await(id, task -> task.state() == TaskState.WAITING);

            transactions.begin();
            assertThat(joining.store().parked().send(id, "approved", "1", null).outcome())
                    .isEqualTo(SignalOutcome.ACCEPTED);
            transactions.rollback();
            assertThat(joining.view(id).state()).isEqualTo(TaskState.WAITING);
            transactions.begin();
            assertThat(joining.store().parked().send(id, "approved", "2", null).outcome())
                    .isEqualTo(SignalOutcome.ACCEPTED);
            transactions.commit();

            assertThat(joining.awaitEnd(id).result()).isEqualTo("2");
        }
    }

    private SignalOutcome send(UUID task, String name, String json) {
        return bench.store().parked().send(task, name, json, null).outcome();
    }

    private static TaskContext task() {
        return CurrentTask.find().orElseThrow();
    }
}
