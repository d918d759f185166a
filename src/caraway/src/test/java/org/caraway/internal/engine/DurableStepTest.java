package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.DurableStepException;
import org.caraway.QueueUnavailableException;
import org.caraway.TaskContext;
import org.caraway.TaskLogEntry;
import org.caraway.TaskRevokedException;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.propagation.CurrentTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Steps whose values the next attempt of their task finds. */
class DurableStepTest {

    private final Bench bench = new Bench().slots(2);
    private final Queue<String> done = new ConcurrentLinkedQueue<>();

    /** What a payment came to. */
    public record Receipt(String number, long cents) {}

    @AfterEach
    void stop() {
        bench.close();
    }

    private static TaskContext task() {
        return CurrentTask.find().orElseThrow();
    }

    private Receipt charge() {
        done.add("charge in attempt " + task().attempt());
        return new Receipt("R-1", 1_999);
    }

    private List<Long> ids() {
        done.add("ids");
        return List.of(1L, 2L);
    }

    private void failFirst() {
        if (task().attempt() == 1) {
            throw new IllegalStateException("a first attempt fails");
        }
    }

    @Nested
    class AfterARetry {

        @Test
        void aFinishedStepReturnsItsValueAndDoesNotRun() {
            bench.retryFor(IllegalStateException.class).define("Orders.ship", arguments -> {
                Receipt receipt = task().step("charge", () -> charge());
                long twice = task().step("double", () -> receipt.cents() * 2);
                task().step("note", () -> {
                    done.add("note");
                });
                failFirst();
                return receipt.number() + " " + twice;
            });
            bench.start();

            TaskView task = bench.runToEnd("Orders.ship", "[]");

            assertThat(task.result()).isEqualTo("\"R-1 3998\"");
            assertThat(task.attempt()).isEqualTo(2);
            assertThat(done).containsExactly("charge in attempt 1", "note");
        }

        @Test
        void aMethodReferenceDeclaresTheWholeTypeOfItsValue() {
            bench.retryFor(IllegalStateException.class).define("Orders.ids", arguments -> {
                List<Long> ids = task().step("ids", DurableStepTest.this::ids);
                failFirst();
                return ids.get(1).longValue();
            });
            bench.start();

            assertThat(bench.runToEnd("Orders.ids", "[]").result()).isEqualTo("2");
            assertThat(done).containsExactly("ids");
        }

        private @Nullable Receipt looked(Queue<String> done) {
            done.add("look");
            return null;
        }

        @Test
        @SuppressWarnings("NullAway") // the value of a step may be null, which its lambda cannot say
        void aStepThatReturnedNullReturnsNull() {
            bench.retryFor(IllegalStateException.class).define("Orders.look", arguments -> {
                @Nullable Receipt receipt = task().step("look", () -> looked(done));
                failFirst();
                return receipt == null ? "none" : "one";
            });
            bench.start();

            assertThat(bench.runToEnd("Orders.look", "[]").result()).isEqualTo("\"none\"");
            assertThat(done).containsExactly("look");
        }

        @Test
        void aStepThatThrewRunsAgainEvenInItsAttempt() {
            AtomicInteger tries = new AtomicInteger();
            bench.retryFor(IOException.class).define("Orders.call", arguments -> {
                try {
                    return task().step("call", () -> call(tries));
                } catch (IOException first) {
                    return task().step("call", () -> call(tries));
                }
            });
            bench.start();

            assertThat(bench.runToEnd("Orders.call", "[]").result()).isEqualTo("4");
            assertThat(bench.number("SELECT COUNT(*) FROM caraway_step WHERE attempt = 2"))
                    .isEqualTo(1);
        }

        private int call(AtomicInteger tries) throws IOException {
            if (tries.incrementAndGet() < 4) {
                throw new IOException("busy");
            }
            return tries.get();
        }

        @Test
        void theKeyOfAStepIsTheSameInEachAttempt() {
            bench.retryFor(IllegalStateException.class).define("Orders.pay", arguments -> {
                task().once("pay", () -> {
                    done.add(task().stepKey());
                    failFirst();
                });
                return 1;
            });
            bench.start();

            bench.runToEnd("Orders.pay", "[]");

            assertThat(done).hasSize(2);
            assertThat(done.stream().distinct()).singleElement().satisfies(key -> assertThat(UUID.fromString(key))
                    .isNotNull());
        }

        @Test
        void aRenamedStepIsReported() {
            bench.retryFor(IllegalStateException.class).define("Orders.rename", arguments -> {
                String name = task().attempt() == 1 ? "charge" : "charge card";
                task().step(name, () -> charge());
                failFirst();
                return 1;
            });
            bench.start();

            UUID id = bench.enqueue("Orders.rename", "[]");
            bench.awaitEnd(id);

            bench.await(id, view -> !bench.logOf(id).isEmpty());
            assertThat(bench.logOf(id))
                    .extracting(TaskLogEntry::line)
                    .singleElement()
                    .isEqualTo(
                            "This attempt runs step 'charge card', which no earlier attempt has stored, before it has"
                                    + " asked for the stored step 'charge'; if a release has renamed one, its work runs again"
                                    + " under the new name");
        }

        @Test
        void aRemovedStepIsReported() {
            bench.retryFor(IllegalStateException.class).define("Orders.remove", arguments -> {
                task().step("look", () -> 1);
                if (task().attempt() == 1) {
                    task().step("charge", () -> charge());
                }
                failFirst();
                return 1;
            });
            bench.start();

            UUID id = bench.enqueue("Orders.remove", "[]");
            bench.awaitEnd(id);

            bench.await(id, view -> !bench.logOf(id).isEmpty());
            assertThat(bench.logOf(id).get(0).line())
                    .startsWith("This attempt did not ask for step 'charge', which earlier attempts have stored;");
        }

        @Test
        void aValueThatNoLongerReadsFailsTheTaskAndSaysWhy() {
            bench.retryFor(Throwable.class).define("Orders.retype", arguments -> {
                if (task().attempt() == 1) {
                    task().step("charge", () -> "R-1");
                } else {
                    task().step("charge", () -> charge());
                }
                failFirst();
                return 1;
            });
            bench.start();

            TaskView task = bench.runToEnd("Orders.retype", "[]");

            assertThat(task.state()).isEqualTo(TaskState.FAILURE);
            assertThat(task.attempt()).isEqualTo(2);
            assertThat(Objects.requireNonNull(task.error(), "error").type())
                    .isEqualTo(DurableStepException.class.getName());
            assertThat(Objects.requireNonNull(task.error(), "error").message())
                    .startsWith("The value of step 'charge', which attempt 1 of task " + task.id())
                    .contains("cannot be read as " + Receipt.class.getName())
                    .endsWith("; let the step return a type that reads it, or run the task again from this step");
        }
    }

    @Nested
    class ARefusal {

        @Test
        void ofASecondUseNamesTheFix() {
            bench.retryFor(Throwable.class).define("Orders.twice", arguments -> {
                task().step("page", () -> 1);
                return task().step("page", () -> 2);
            });
            bench.start();

            TaskView task = bench.runToEnd("Orders.twice", "[]");

            assertThat(task.attempt()).isEqualTo(1);
            assertThat(Objects.requireNonNull(task.error(), "error").message())
                    .startsWith("Step 'page' is called twice in")
                    .endsWith("give each its own name, in a loop with the index or the key: 'page-17'");
        }

        @Test
        void ofATypeThatALambdaDoesNotDeclareComesBeforeTheWork() {
            bench.define("Orders.list", arguments -> {
                assertThatThrownBy(() -> task().step("ids", () -> ids()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("The value of step 'ids' is a List, and a lambda does not say of what; write a"
                                + " reference to a method that declares the whole type, or return a record that holds"
                                + " it");
                assertThatThrownBy(() -> task().step("thread", () -> Thread.currentThread()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("The value of step 'thread' cannot be stored: ");
                assertThatThrownBy(() -> task().step("\t", () -> 1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("is no name of a durable step");
                assertThatThrownBy(() -> task().stepKey()).isInstanceOf(IllegalStateException.class);
                return 1;
            });
            bench.start();

            assertThat(bench.runToEnd("Orders.list", "[]").state()).isEqualTo(TaskState.SUCCESS);
            assertThat(done).isEmpty();
        }

        @Test
        void ofAValueThatIsTooLargeIsNotRetried() {
            bench.resultCapBytes(100).retryFor(Throwable.class).define("Orders.large", arguments -> {
                return task().step("large", () -> "x".repeat(200)).length();
            });
            bench.start();

            TaskView task = bench.runToEnd("Orders.large", "[]");

            assertThat(task.attempt()).isEqualTo(1);
            assertThat(Objects.requireNonNull(task.error(), "error").message())
                    .startsWith("The value of step 'large' of ")
                    .contains("has 202 bytes of JSON, more than 100");
        }
    }

    @Nested
    class WhenTheWorkerIsLost {

        @Test
        void betweenAStepAndTheNextTheOtherAttemptGoesOnThere() throws InterruptedException {
            CountDownLatch charged = new CountDownLatch(1);
            CountDownLatch lost = new CountDownLatch(1);
            bench.define("Orders.ship", arguments -> {
                Receipt receipt = task().step("charge", () -> charge());
                if (task().attempt() == 1) {
                    charged.countDown();
                    assertThat(lost.await(60, TimeUnit.SECONDS)).isTrue();
                    assertThatThrownBy(() -> task().step("ship", () -> done.add("shipped too late")))
                            .isInstanceOf(TaskRevokedException.class);
                }
                task().step("ship", () -> {
                    done.add("ship in attempt " + task().attempt());
                });
                return receipt.number();
            });
            bench.start();
            UUID id = bench.enqueue("Orders.ship", "[]");
            assertThat(charged.await(60, TimeUnit.SECONDS)).isTrue();

            bench.loseWorker();
            bench.await(id, view -> view.attempt() != 1 || view.state() != TaskState.STARTED);
            lost.countDown();
            TaskView task = bench.awaitEnd(id);

            assertThat(task.result()).isEqualTo("\"R-1\"");
            assertThat(done.stream().filter(line -> line.startsWith("charge"))).containsExactly("charge in attempt 1");
            assertThat(done).contains("ship in attempt 2");
        }

        @Test
        void whileTheDatabaseIsAwayAFinishedStepWaitsAndDoesNotRunAgain() {
            bench.define("Orders.wait", arguments -> task().step("charge", () -> charge())
                    .number());
            bench.faults().failFirst("storeStep", 2, () -> new QueueUnavailableException("away", null));
            bench.start();

            TaskView task = bench.runToEnd("Orders.wait", "[]");

            assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
            assertThat(task.attempt()).isEqualTo(1);
            assertThat(done).containsExactly("charge in attempt 1");
        }

        @Test
        void aWriteWhoseAnswerWasLostIsRepeated() {
            bench.define("Orders.again", arguments -> task().step("charge", () -> charge())
                    .number());
            bench.faults().loseAnswer("storeStep");
            bench.start();

            assertThat(bench.runToEnd("Orders.again", "[]").state()).isEqualTo(TaskState.SUCCESS);
            assertThat(done).containsExactly("charge in attempt 1");
            assertThat(bench.number("SELECT COUNT(*) FROM caraway_step")).isEqualTo(1);
        }
    }

    @Test
    void aFirstAttemptReadsNothing() {
        bench.faults().failWhen("storedSteps", arguments -> true, () -> new IllegalStateException("read"));
        bench.define("Orders.first", arguments -> task().step("charge", () -> charge())
                .number());
        bench.start();

        assertThat(bench.runToEnd("Orders.first", "[]").state()).isEqualTo(TaskState.SUCCESS);
    }
}
