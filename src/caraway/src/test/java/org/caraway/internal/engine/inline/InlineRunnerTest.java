package org.caraway.internal.engine.inline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.CallTiming;
import org.caraway.Progress;
import org.caraway.SoftTimeLimitException;
import org.caraway.TaskContext;
import org.caraway.TaskLogEntry;
import org.caraway.TaskRevokedException;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.lifecycle.InlineRun;
import org.caraway.internal.lifecycle.RetryPolicy;
import org.caraway.internal.lifecycle.TimeLimits;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.registry.RetentionSettings;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.Test;

/** What a task finds on its caller's thread, and leaves there. */
class InlineRunnerTest extends InlineFixture {

    @Test
    void itsArgumentsAndResultGoThroughJson() {
        List<Object> given = new ArrayList<>();

        InlineRun run = run(
                task().arguments("[[1,2]]").build(),
                arguments -> {
                    given.add(arguments[0]);
                    return Map.of("sum", 3);
                },
                new TaskParameter("numbers", int[].class));

        assertThat(given).containsExactly((Object) new int[] {1, 2});
        assertThat(run.view().result()).isEqualTo("{\"sum\":3}");
        assertThat(run.failure()).isNull();
    }

    @Test
    void argumentsThatCannotBeReadFailItWithoutCallingTheMethod() {
        InlineRun run = run(
                task().arguments("[\"x\"]").build(),
                arguments -> journal.add("called"),
                new TaskParameter("n", int.class));

        assertThat(run.view().state()).isEqualTo(TaskState.FAILURE);
        assertThat(errorOf(run).message()).contains("n");
        assertThat(journal).doesNotContain("called");
    }

    @Test
    void aStepThatWasRolledBackRunsAgain() {
        transactional = true;
        retrying(1);

        InlineRun run = run(arguments -> {
            context().step("book", () -> {
                journal.add("book");
            });
            if (context().attempt() == 1) {
                throw new IOException("busy");
            }
            return null;
        });

        assertThat(run.view().state()).isEqualTo(TaskState.SUCCESS);
        assertThat(journal).filteredOn("book"::equals).hasSize(2);
    }

    @Test
    void aStepOutsideOfATransactionIsKeptForTheRetry() {
        retrying(1);

        InlineRun run = run(arguments -> {
            context().step("book", () -> {
                journal.add("book");
            });
            if (context().attempt() == 1) {
                throw new IOException("busy");
            }
            return null;
        });

        assertThat(run.view().state()).isEqualTo(TaskState.SUCCESS);
        assertThat(journal).filteredOn("book"::equals).hasSize(1);
    }

    @Test
    void aResultThatIsTooLargeFailsIt() {
        InlineRun run = run(arguments -> "x".repeat(2_000));

        assertThat(errorOf(run).message()).contains("2002 bytes of JSON");
    }

    @Test
    void aResultThatIsToBeIgnoredIsNotThere() {
        settings = settings.with(new RetentionSettings(null, true, null));

        assertThat(run(arguments -> "x").view().result()).isNull();
    }

    @Test
    void observersAndScopeSurroundIt() {
        run(arguments -> {
            journal.add("method");
            context().progress(1, 2);
            return null;
        });

        assertThat(journal)
                .containsExactly(
                        "attempt 1 of null", "scope", "started", "method", "progress 1", "unscope", "ended Succeed");
    }

    @Test
    void itKnowsWhatAnAttemptKnows() {
        UUID root = UUID.randomUUID();
        UUID parent = UUID.randomUUID();
        NewTask task = task().queue("mails")
                .priority(7)
                .headers(Map.of("a", "b"))
                .below(root, parent)
                .createdBy("ann")
                .context("{\"locale\":\"de\"}")
                .maxRetries(9)
                .options(Map.of("time-limit", "PT1H"))
                .timing(new CallTiming(null, null, Duration.ofMinutes(1), null))
                .build();

        run(task, arguments -> {
            TaskContext context = context();
            assertThat(context.id()).isEqualTo(ID);
            assertThat(context.name()).isEqualTo("Mail.send");
            assertThat(context.queue()).isEqualTo("mails");
            assertThat(context.priority()).isEqualTo(7);
            assertThat(context.headers()).isEqualTo(Map.of("a", "b"));
            assertThat(context.root()).isEqualTo(root);
            assertThat(context.parent()).contains(parent);
            assertThat(context.caller()).contains("ann");
            assertThat(context.locale().orElseThrow().getLanguage()).isEqualTo("de");
            assertThat(context.worker()).isEmpty();
            assertThat(context.inline()).isTrue();
            assertThat(context.redelivered()).isFalse();
            assertThat(context.ignoresResult()).isFalse();
            assertThat(context.arguments()).isEmpty(); // nobody here knows which are sensitive
            assertThat(context.maxRetries()).isEqualTo(9);
            assertThat(context.timeLimit()).isEqualTo(Duration.ofHours(1));
            assertThat(context.deadline()).isAfter(Instant.now().plus(Duration.ofMinutes(59)));
            assertThat(context.expiresAt().orElseThrow()).isAfter(Instant.now());
            return null;
        });
    }

    @Test
    void whatItReportsIsInItsView() {
        InlineRun run = run(arguments -> {
            context().progress(3, 4, "soon");
            context().phase("IMPORTING");
            context().partialResult(List.of(1));
            context().log("hello");
            return null;
        });

        TaskView view = run.view();
        assertThat(view.latestProgress()).contains(new Progress(3, 4, "soon"));
        assertThat(view.partialResult()).isEqualTo("[1]");
        assertThat(view.phase()).isEqualTo("IMPORTING");
        assertThat(run.log()).extracting(TaskLogEntry::line).containsExactly("hello");
        assertThat(view.finishedAt()).isNotNull();
        assertThat(view.workerId()).isNull();
    }

    @Test
    void aPartialResultThatIsTooLargeIsRefused() {
        InlineRun run = run(arguments -> {
            context().partialResult("x".repeat(2_000));
            return null;
        });

        assertThat(run.failure()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void reportsAfterItsEndAreIgnored() {
        List<TaskContext> kept = new ArrayList<>();
        InlineRun run = run(arguments -> kept.add(context()));

        kept.get(0).progress(1, 1);
        kept.get(0).partialResult(1);
        kept.get(0).log("late");

        assertThat(journal).doesNotContain("progress 1");
        assertThat(run.log()).isEmpty();
        assertThatThrownBy(kept.get(0)::checkRevoked).isInstanceOf(TaskRevokedException.class);
    }

    @Test
    void insideOfATaskThatIsTheCurrentOneAgainAfterwards() {
        run(arguments -> {
            TaskContext outer = context();
            run(inner -> {
                assertThat(context()).isNotSameAs(outer);
                return null;
            });
            assertThat(context()).isSameAs(outer);
            return null;
        });
    }

    @Test
    void insideOfATaskItIsToStopWhenThatIs() {
        InlineRun run = CurrentTask.inside(
                revoked(),
                CallerContext.NONE,
                () -> run(arguments -> {
                    context().checkRevoked();
                    return null;
                }));

        assertThat(run.failure()).isInstanceOf(TaskRevokedException.class).hasMessage("outer");
    }

    /** A task that somebody does not want any more. */
    private static TaskContext revoked() {
        InvocationHandler handler = (proxy, method, arguments) -> {
            throw new TaskRevokedException("outer");
        };
        return (TaskContext)
                Proxy.newProxyInstance(TaskContext.class.getClassLoader(), new Class<?>[] {TaskContext.class}, handler);
    }

    @Test
    void pastItsSoftLimitItIsToldWhenItAsks() {
        settings = settings.with(new TimeLimits(Duration.ZERO, Duration.ofHours(1)));

        InlineRun run = run(arguments -> {
            context().checkRevoked();
            return null;
        });

        assertThat(run.failure()).isInstanceOf(SoftTimeLimitException.class);
    }

    @Test
    void aCallThatHasExpiredDoesNotRun() {
        NewTask task = task().timing(
                        new CallTiming(null, null, null, Instant.now().minusSeconds(1)))
                .build();

        InlineRun run = run(task, arguments -> journal.add("method"));

        assertThat(run.view().state()).isEqualTo(TaskState.EXPIRED);
        assertThat(run.view().attempt()).isZero();
        assertThat(run.view().startedAt()).isNull();
        assertThat(journal).containsExactly("expired");
    }

    @Test
    void anErrorOfTheVirtualMachineIsThrown() {
        transactional = true;

        assertThatThrownBy(() -> run(arguments -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(transactions.journal()).containsExactly("begin", "rollback");
    }

    @Test
    void anInterruptReachesTheCaller() {
        settings = settings.with(new RetryPolicy(
                List.of(InterruptedException.class), List.of(), 3, Duration.ZERO, 1, Duration.ZERO, false));

        InlineRun run = run(arguments -> {
            throw new InterruptedException();
        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(run.view().attempt()).isOne();
        assertThat(run.view().state()).isEqualTo(TaskState.FAILURE);
    }
}
