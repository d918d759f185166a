package org.caraway.internal.engine.inline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.caraway.Progress;
import org.caraway.TaskContext;
import org.caraway.TaskError;
import org.caraway.internal.engine.ThreadTransactions;
import org.caraway.internal.engine.attempt.AttemptEnvironment;
import org.caraway.internal.engine.attempt.AttemptScope;
import org.caraway.internal.lifecycle.InlineRun;
import org.caraway.internal.lifecycle.RetryPolicy;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskInvoker;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.AfterEach;

/** Tasks that are run on the thread of the test, with a journal of what surrounds them. */
abstract class InlineFixture {

    static final UUID ID = UUID.randomUUID();

    final ThreadTransactions transactions = new ThreadTransactions();
    final List<String> journal = new ArrayList<>();
    final InlineRunner runner = new InlineRunner(
            new TaskRegistry(List.of()),
            PayloadCodec.create(1_000),
            new AttemptEnvironment(this::scope, ContextPropagation.NONE, new TaskObservers(List.of(new Notes()))),
            transactions);
    TaskSettings settings = TaskSettings.DEFAULT;
    boolean transactional;

    AttemptScope.Opened scope() {
        journal.add("scope");
        return () -> journal.add("unscope");
    }

    /** Writes down what it is told. */
    private final class Notes implements TaskObserver {

        @Override
        public AttemptStep attempt(TaskFacts task) {
            journal.add("attempt " + task.attempt() + " of " + task.workerId());
            return new AttemptStep() {

                @Override
                public void started() {
                    journal.add("started");
                }

                @Override
                public void ended(AttemptResult ending) {
                    journal.add("ended " + ending.next().getClass().getSimpleName());
                }
            };
        }

        @Override
        public void progress(TaskFacts task, Progress progress) {
            journal.add("progress " + progress.current());
        }

        @Override
        public void expired(TaskFacts task) {
            journal.add("expired");
        }
    }

    @AfterEach
    void nothingIsLeftOnTheThread() {
        assertThat(CurrentTask.find()).isEmpty();
        assertThat(Thread.interrupted()).isFalse();
    }

    static NewTask.Builder task() {
        return NewTask.of(ID, "Mail.send");
    }

    InlineRun run(TaskInvoker body) {
        return run(task().build(), body);
    }

    InlineRun run(NewTask task, TaskInvoker body, TaskParameter... parameters) {
        return runner.run(
                task,
                new TaskDefinition(
                        "Mail.send",
                        InlineFixture.class,
                        InlineFixture.class.getDeclaredMethods()[0],
                        List.of(parameters),
                        Object.class,
                        settings,
                        transactional,
                        body));
    }

    void retrying(int maxRetries) {
        RetryPolicy policy = new RetryPolicy(
                List.of(IOException.class), List.of(), maxRetries, Duration.ofHours(1), 2, Duration.ofHours(9), false);
        settings = settings.with(policy);
    }

    static TaskContext context() {
        return CurrentTask.find().orElseThrow();
    }

    static TaskError errorOf(InlineRun run) {
        return Optional.ofNullable(run.view().error()).orElseThrow();
    }
}
