package org.caraway.internal.cdi;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.caraway.Progress;
import org.caraway.TaskCall;
import org.caraway.TaskEnqueueing;
import org.caraway.TaskEvent;
import org.caraway.TaskName;
import org.caraway.TaskVetoedException;
import org.caraway.WorkerEvent;
import org.caraway.internal.engine.AttemptScope;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.spi.ContextPropagator;
import org.jspecify.annotations.Nullable;

/**
 * Makes CDI events of the steps of tasks. Thread-safe.
 *
 * <p>This is a border to the application's code: whatever an observer throws ends here, but for a {@link VirtualMachineError}.
 */
final class CdiEvents implements TaskObserver {

    private static final System.Logger LOG = System.getLogger(CdiEvents.class.getName());

    private final BeanManager beans;
    private final EventObservers observers;
    private final AttemptScope scope;
    private final ContextPropagation propagation;
    private final NotificationOptions asynchronously;
    private final LaterEvents later;

    /**
     * For the application of this container.
     *
     * @param scope what observers of ended attempts are given for their own
     * @param executor gives the threads for asynchronous observers, and for those of what happens on no attempt's thread
     */
    CdiEvents(BeanManager beans, AttemptScope scope, ContextPropagation propagation, Executor executor) {
        this.beans = beans;
        this.observers = new EventObservers(beans);
        this.scope = scope;
        this.propagation = propagation;
        this.asynchronously = NotificationOptions.ofExecutor(executor);
        this.later = new LaterEvents(executor);
    }

    @Override
    public TaskCall<?> enqueueing(TaskCall<?> call) {
        if (observers.knownUnobserved(TaskEnqueueing.class, call.name())) {
            return call;
        }
        TaskEnqueueing event = new TaskEnqueueing(call);
        Annotation about = new TaskName.Literal(call.name());
        if (observers.of(event, call.name(), about).synchronous()) {
            fire(event, about);
        }
        event.vetoed().ifPresent(reason -> {
            throw new TaskVetoedException("The call of '" + call.name() + "' was vetoed by an observer, and nothing was"
                    + " enqueued: " + reason);
        });
        return event.call();
    }

    @Override
    public EnqueueStep enqueue(List<? extends TaskCall<?>> calls) {
        if (calls.stream().allMatch(call -> observers.knownUnobserved(TaskEvent.Enqueued.class, call.name()))) {
            return EnqueueStep.UNOBSERVED;
        }
        return new EnqueueStep() {

            @Override
            public void enqueued(List<@Nullable TaskFacts> tasks) {
                for (TaskFacts task : tasks) {
                    if (task != null) {
                        here(TaskEvent.Enqueued.class, task, () -> new TaskEvent.Enqueued(subject(task)));
                    }
                }
            }
        };
    }

    @Override
    public AttemptStep attempt(TaskFacts task) {
        return new AttemptStep() {

            @Override
            public void started() {
                here(TaskEvent.Started.class, task, () -> new TaskEvent.Started(subject(task), task.waited()));
            }

            @Override
            public void ended(AttemptResult ending) {
                Made made = Made.of(task, ending);
                if (task.workerId()
                        == null) { // inline: the thread has its caller's context, which is not to be replaced
                    here(made.type(), task, made.making());
                } else {
                    afterwards(made.type(), task, made.making());
                }
            }
        };
    }

    @Override
    public void progress(TaskFacts task, Progress progress) {
        here(TaskEvent.Progressed.class, task, () -> new TaskEvent.Progressed(subject(task), progress));
    }

    @Override
    public void ended(TaskFacts task, AttemptResult ending) {
        Made made = Made.of(task, ending);
        elsewhere(made.type(), task, made.making());
    }

    @Override
    public void leaseLost(TaskFacts task) {
        elsewhere(TaskEvent.LeaseLost.class, task, () -> new TaskEvent.LeaseLost(subject(task)));
    }

    @Override
    public void redelivered(TaskFacts task) {
        elsewhere(TaskEvent.Redelivered.class, task, () -> new TaskEvent.Redelivered(subject(task)));
    }

    @Override
    public void expired(TaskFacts task) {
        elsewhere(TaskEvent.Expired.class, task, () -> new TaskEvent.Expired(subject(task)));
    }

    @Override
    public void worker(WorkerEvent event) {
        EventObservers.Kinds kinds = observers.of(event, "");
        if (kinds.asynchronous()) {
            fireAsync(event);
        }
        if (kinds.synchronous()) {
            AttemptScope.Opened opened = scope.open();
            try {
                fire(event);
            } finally {
                opened.close();
            }
        }
    }

    /** In whatever context this thread has. */
    private void here(Class<? extends TaskEvent> type, TaskFacts task, Supplier<? extends TaskEvent> event) {
        tell(type, task, event, this::fire);
    }

    /** On this thread, in a context of its own. */
    private void afterwards(Class<? extends TaskEvent> type, TaskFacts task, Supplier<? extends TaskEvent> event) {
        tell(type, task, event, (made, about) -> fireInContext(task, made, about));
    }

    /** On another thread, in a context of its own. */
    private void elsewhere(Class<? extends TaskEvent> type, TaskFacts task, Supplier<? extends TaskEvent> event) {
        tell(type, task, event, (made, about) -> later.add(() -> fireInContext(task, made, about)));
    }

    @FunctionalInterface
    private interface Firing {
        void fire(Object event, Annotation about);
    }

    private void tell(
            Class<? extends TaskEvent> type, TaskFacts task, Supplier<? extends TaskEvent> making, Firing firing) {
        if (observers.knownUnobserved(type, task.name())) {
            return;
        }
        TaskEvent event = making.get();
        Annotation about = new TaskName.Literal(task.name());
        EventObservers.Kinds kinds = observers.of(event, task.name(), about);
        if (kinds.asynchronous()) {
            fireAsync(event, about);
        }
        if (kinds.synchronous()) {
            firing.fire(event, about);
        }
    }

    private void fireInContext(TaskFacts task, Object event, Annotation about) {
        AttemptScope.Opened opened = scope.open();
        CurrentTask.inherit(task.context());
        try {
            restored(task, () -> fire(event, about));
        } finally {
            CurrentTask.leave();
            opened.close();
        }
    }

    /** What the method itself could not be given is not given to its observers either; they are called all the same. */
    private void restored(TaskFacts task, Runnable firing) {
        ContextPropagator.Restored restored = ContextPropagator.Restored.NOTHING;
        try {
            restored = propagation.restore(task.context());
        } catch (RuntimeException notRestored) {
            LOG.log(WARNING, () -> "Observers of " + task + " are called without its context", notRestored);
        }
        try {
            firing.run();
        } finally {
            restored.close();
        }
    }

    private void fire(Object event, Annotation... qualifiers) {
        try {
            beans.getEvent().select(qualifiers).fire(event);
        } catch (VirtualMachineError broken) {
            throw broken;
        } catch (Throwable failure) { // the border to the application's observers
            LOG.log(WARNING, () -> "An observer of " + described(event) + " failed", failure);
        }
    }

    private void fireAsync(Object event, Annotation... qualifiers) {
        try {
            beans.getEvent().select(qualifiers).fireAsync(event, asynchronously).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.log(WARNING, () -> "An asynchronous observer of " + described(event) + " failed", failure);
                }
            });
        } catch (RuntimeException refused) {
            LOG.log(WARNING, () -> "Asynchronous observers of " + described(event) + " were not called", refused);
        }
    }

    private static TaskEvent.Subject subject(TaskFacts task) {
        return new TaskEvent.Subject(
                task.id(),
                task.name(),
                task.queue(),
                task.attempt(),
                task.retries(),
                task.workerId(),
                task.rootId(),
                task.parentId(),
                task.context().caller(),
                task.headers());
    }

    /** Without the headers, which may be anybody's secret. */
    private static String described(Object event) {
        String type = event.getClass().getSimpleName();
        return event instanceof TaskEvent step
                ? type + " of task " + step.task().id() + " (" + step.task().name() + ")"
                : type;
    }

    /** An event that is made only if somebody observes its type. Immutable. */
    private record Made(Class<? extends TaskEvent> type, Supplier<? extends TaskEvent> making) {

        static Made of(TaskFacts task, AttemptResult ending) {
            return ending.next().fold(new EventOf(task, ending));
        }
    }

    /** The event for each transition. Immutable. */
    private record EventOf(TaskFacts task, AttemptResult ending) implements Transition.Cases<Made> {

        @Override
        public Made succeed(Transition.Succeed succeed) {
            return new Made(TaskEvent.Succeeded.class, () -> new TaskEvent.Succeeded(subject(task), ending.ran()));
        }

        @Override
        public Made ignore(Transition.Ignore ignore) {
            return new Made(TaskEvent.Ignored.class, () -> new TaskEvent.Ignored(subject(task), ending.ran()));
        }

        @Override
        public Made fail(Transition.Fail fail) {
            return switch (fail.reason()) {
                case REJECTED ->
                    new Made(
                            TaskEvent.Rejected.class,
                            () -> new TaskEvent.Rejected(subject(task), ending.ran(), fail.error()));
                case NOT_RETRIED, RETRIES_EXHAUSTED ->
                    new Made(
                            TaskEvent.Failed.class,
                            () -> new TaskEvent.Failed(
                                    subject(task),
                                    ending.ran(),
                                    fail.error(),
                                    fail.reason() == Transition.Reason.RETRIES_EXHAUSTED,
                                    ending.expected()));
            };
        }

        @Override
        public Made revoke(Transition.Revoke revoke) {
            return new Made(
                    TaskEvent.Revoked.class, () -> new TaskEvent.Revoked(subject(task), ending.ran(), revoke.by()));
        }

        @Override
        public Made retry(Transition.Retry retry) {
            return new Made(
                    TaskEvent.Retried.class,
                    () -> new TaskEvent.Retried(
                            subject(task), ending.ran(), retry.delay(), retry.error(), ending.expected()));
        }

        @Override
        public Made postpone(Transition.Postpone postpone) {
            return new Made(
                    TaskEvent.Postponed.class,
                    () -> new TaskEvent.Postponed(subject(task), ending.ran(), postpone.delay()));
        }

        @Override
        public Made expire(Transition.Expire expire) {
            return new Made(TaskEvent.Expired.class, () -> new TaskEvent.Expired(subject(task)));
        }
    }
}
