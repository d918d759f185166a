package org.caraway.internal.cdi.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.caraway.Progress;
import org.caraway.Task;
import org.caraway.TaskCall;
import org.caraway.TaskEnqueueing;
import org.caraway.TaskError;
import org.caraway.TaskEvent;
import org.caraway.TaskName;
import org.caraway.TaskVetoedException;
import org.caraway.WorkerEvent;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.cdi.runtime.Deployment;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver.AttemptStep;
import org.caraway.internal.observation.TaskObserver.EnqueueStep;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.spi.ContextPropagator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CdiEventPublisherTest {

    private static final Duration RAN = Duration.ofMillis(12);
    private static final TaskError ERROR = new TaskError("java.io.IOException", "cut off", "trace");
    private static final AttemptResult SUCCESS = new AttemptResult(new Transition.Succeed("1"), null, RAN);
    private static final AttemptResult FAILURE = new AttemptResult(new Transition.Fail(ERROR), null, RAN);
    private static final AttemptResult RETRY =
            new AttemptResult(new Transition.Retry(Duration.ofSeconds(3), ERROR), null, RAN);

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private @Nullable Application application;

    @AfterEach
    void undeploy() {
        if (application != null) {
            application.close();
        }
        executor.shutdownNow();
    }

    @ApplicationScoped
    static class Tasks {
        @Task
        public void work() {}
    }

    /** What observers have seen, in order. */
    @ApplicationScoped
    static class Diary {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        void note(String line) {
            lines.add(line);
        }

        List<String> lines() {
            return new ArrayList<>(lines);
        }

        @Nullable
        String next() throws InterruptedException {
            return lines.poll(30, TimeUnit.SECONDS);
        }
    }

    @ApplicationScoped
    static class StepObserver {
        @Inject
        Diary diary;

        void all(@Observes TaskEvent event) {
            diary.note(event.getClass().getSimpleName() + " " + event.task().attempt());
        }

        void mail(@Observes @TaskName("Mail.send") TaskEvent.Ended event) {
            diary.note("mail ended after " + event.runTime().toMillis());
        }
    }

    @Test
    void reachObserversOfTheTypeAndOfTheName() {
        TaskObservers observers = deploy(Diary.class, StepObserver.class);

        run(observers, task("Mail.send", 2), SUCCESS);
        run(observers, task("Other.work", 1), RETRY);

        assertThat(diary().lines())
                .containsExactlyInAnyOrder("Started 2", "Succeeded 2", "mail ended after 12", "Started 1", "Retried 1");
    }

    @Test
    void tellOfEveryStep() {
        TaskObservers observers = deploy(Diary.class, StepObserver.class);
        TaskFacts enqueued = task("Other.work", 0);
        TaskFacts running = task("Other.work", 1);

        try (EnqueueStep step = observers.enqueue(List.of(TaskCall.of("Other.work", List.of())))) {
            step.enqueued(List.of(enqueued));
        }
        observers.progress(running, new Progress(1, 2, null));
        run(observers, running, FAILURE);

        assertThat(diary().lines()).containsExactly("Enqueued 0", "Progressed 1", "Started 1", "Failed 1");
    }

    @ApplicationScoped
    static class OutcomeObserver {
        @Inject
        Diary diary;

        void ended(@Observes TaskEvent.Ended event) {
            diary.note(
                    event instanceof TaskEvent.Failed failed
                            ? "Failed exhausted=" + failed.retriesExhausted() + " expected=" + failed.expected()
                            : event.getClass().getSimpleName());
        }
    }

    @Test
    void tellHowAnAttemptEnded() {
        TaskObservers observers = deploy(Diary.class, OutcomeObserver.class);
        TaskFacts task = task("Other.work", 1);

        run(observers, task, FAILURE);
        run(observers, task, end(new Transition.Fail(ERROR, Transition.Reason.RETRIES_EXHAUSTED)));
        run(observers, task, new AttemptResult(new Transition.Fail(ERROR), null, RAN, true));
        run(observers, task, end(new Transition.Fail(ERROR, Transition.Reason.REJECTED)));
        run(observers, task, end(new Transition.Postpone(Duration.ofSeconds(3))));
        run(observers, task, end(new Transition.Ignore()));

        assertThat(diary().lines())
                .containsExactly(
                        "Failed exhausted=false expected=false",
                        "Failed exhausted=true expected=false",
                        "Failed exhausted=false expected=true",
                        "Rejected",
                        "Postponed",
                        "Ignored");
    }

    private static AttemptResult end(Transition next) {
        return new AttemptResult(next, null, RAN);
    }

    @Test
    void thatHappenOnNoAttemptsThreadAreFiredOnAnother() throws InterruptedException {
        TaskObservers observers = deploy(Diary.class, StepObserver.class);
        TaskFacts task = task("Other.work", 1);

        observers.ended(task, FAILURE);
        observers.leaseLost(task);
        observers.redelivered(task);
        observers.expired(task);
        observers.ended(task("Mail.send", 0), AttemptResult.revoked("olga"));

        assertThat(diary().next()).isEqualTo("Failed 1");
        assertThat(diary().next()).isEqualTo("LeaseLost 1");
        assertThat(diary().next()).isEqualTo("Redelivered 1");
        assertThat(diary().next()).isEqualTo("Expired 1");
        assertThat(List.of(String.valueOf(diary().next()), String.valueOf(diary().next())))
                .containsExactlyInAnyOrder("Revoked 0", "mail ended after 0");
    }

    @ApplicationScoped
    static class Gate {
        void check(@Observes @TaskName("Mail.send") TaskEnqueueing event) {
            event.header("checked", "yes");
            if (event.call().arguments().contains("spam")) {
                event.veto("it is spam");
            }
        }

        void broken(@Observes @TaskName("Broken.observer") TaskEnqueueing event) {
            throw new AssertionError(
                    "an observer's own mistake about " + event.call().name());
        }
    }

    @Test
    void ofTheEnqueueingCanGiveHeadersAndVeto() {
        TaskObservers observers = deploy(Gate.class);

        TaskCall<?> checked = observers.enqueueing(TaskCall.of("Mail.send", List.of("news")));

        assertThat(checked.options().headers()).containsEntry("checked", "yes");
        TaskCall<?> spam = TaskCall.of("Mail.send", List.of("spam"));
        assertThatThrownBy(() -> observers.enqueueing(spam))
                .isInstanceOf(TaskVetoedException.class)
                .hasMessage("The call of 'Mail.send' was vetoed by an observer, and nothing was enqueued: it is spam");
    }

    @Test
    void whoseObserverFailsDoNotHarmTheTask() {
        TaskObservers observers = deploy(Gate.class, FailingObserver.class);
        TaskCall<?> call = TaskCall.of("Broken.observer", List.of());

        assertThat(observers.enqueueing(call)).isSameAs(call);

        run(observers, task("Broken.observer", 1), SUCCESS);
    }

    @ApplicationScoped
    static class FailingObserver {
        void fail(@Observes TaskEvent.Ended event) {
            throw new AssertionError("on purpose, for " + event.task().name());
        }
    }

    @RequestScoped
    static class Desk {
        private String tenant = "nobody";

        String tenant() {
            return tenant;
        }

        void occupy(String who) {
            tenant = who;
        }
    }

    @ApplicationScoped
    static class TenantPropagator implements ContextPropagator {
        @Inject
        Desk desk;

        @Override
        public String name() {
            return "tenant";
        }

        @Override
        public Optional<String> capture() {
            return Optional.empty();
        }

        @Override
        public Restored restore(String captured, int version) {
            desk.occupy(captured);
            return Restored.NOTHING;
        }
    }

    @ApplicationScoped
    static class TenantObserver {
        @Inject
        Desk desk;

        @Inject
        Diary diary;

        @Inject
        Capturing capturing;

        void ended(@Observes TaskEvent.Ended event) {
            CallerContext next = capturing.now();
            diary.note(event.task().caller().orElse("-") + " of " + desk.tenant() + ", next by " + next.caller());
        }
    }

    /** What a task would take along that is enqueued here. */
    @ApplicationScoped
    static class Capturing {
        private ContextPropagation propagation = ContextPropagation.NONE;

        void by(ContextPropagation value) {
            propagation = value;
        }

        CallerContext now() {
            return propagation.capture();
        }
    }

    @Test
    void ofAnEndAreObservedInARequestContextOfTheirOwnWithTheCallersContext() throws InterruptedException {
        TaskObservers observers =
                deploy(Diary.class, Capturing.class, Desk.class, TenantPropagator.class, TenantObserver.class);
        deployed()
                .bean(Capturing.class)
                .by(deployed().deployment().propagation().get());
        TaskFacts task = task("Other.work", 1);

        run(observers, task, SUCCESS);
        observers.ended(task, FAILURE);

        assertThat(diary().next()).isEqualTo("alice of north, next by alice");
        assertThat(diary().next()).isEqualTo("alice of north, next by alice");
    }

    @ApplicationScoped
    static class AsyncObserver {
        @Inject
        Diary diary;

        void ended(@ObservesAsync @TaskName("Mail.send") TaskEvent.Succeeded event) {
            diary.note("later: " + event.task().name());
        }

        void online(@ObservesAsync WorkerEvent.Online event) {
            diary.note("online: " + event.queues());
        }
    }

    @Test
    void reachAsynchronousObservers() throws InterruptedException {
        TaskObservers observers = deploy(Diary.class, AsyncObserver.class);

        run(observers, task("Mail.send", 1), SUCCESS);
        assertThat(diary().next()).isEqualTo("later: Mail.send");

        observers.worker(new WorkerEvent.Online("host-1", Map.of("mail", 2)));
        assertThat(diary().next()).isEqualTo("online: {mail=2}");
    }

    @ApplicationScoped
    static class WorkerObserver {
        @Inject
        Diary diary;

        void any(@Observes WorkerEvent event) {
            diary.note(event.getClass().getSimpleName() + " " + event.workerId());
        }
    }

    @Test
    void tellOfTheWorker() {
        TaskObservers observers = deploy(Diary.class, WorkerObserver.class);

        observers.worker(new WorkerEvent.Online("host-1", Map.of()));
        observers.worker(new WorkerEvent.ShuttingDown("host-1"));
        observers.worker(new WorkerEvent.Offline("host-1"));

        assertThat(diary().lines()).containsExactly("Online host-1", "ShuttingDown host-1", "Offline host-1");
    }

    private static void run(TaskObservers observers, TaskFacts task, AttemptResult ending) {
        try (AttemptStep step = observers.attempt(task)) {
            step.started();
            step.ended(ending);
        }
    }

    private static TaskFacts task(String name, int attempt) {
        UUID id = UUID.randomUUID();
        CallerContext context = new CallerContext("alice", "{\"tenant\":\"north\"}");
        return new TaskFacts(
                id, name, "default", attempt, 0, "host-1", Duration.ZERO, Map.of("order", "42"), id, null, context);
    }

    private TaskObservers deploy(Class<?>... beans) {
        List<Class<?>> all = new ArrayList<>(List.of(beans));
        all.add(Tasks.class);
        application = Application.with(all.toArray(Class[]::new)).deploy();
        Deployment deployment = application.deployment();
        return deployment.observers().observers(deployment.propagation().get(), executor);
    }

    private Application deployed() {
        assertThat(application).isNotNull();
        return application;
    }

    private Diary diary() {
        return deployed().bean(Diary.class);
    }
}
