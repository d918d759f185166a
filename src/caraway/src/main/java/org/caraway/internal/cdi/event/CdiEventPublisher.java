package org.caraway.internal.cdi.event;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.caraway.Progress;
import org.caraway.ScheduleEvent;
import org.caraway.TaskCall;
import org.caraway.TaskEnqueueing;
import org.caraway.TaskEvent;
import org.caraway.TaskName;
import org.caraway.TaskVetoedException;
import org.caraway.WorkerEvent;
import org.caraway.internal.engine.attempt.AttemptScope;
import org.caraway.internal.lifecycle.FailureLog;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.lifecycle.TransitionCases;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.spi.ContextPropagator;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the steps of tasks as CDI events. Thread-safe.
 *
 * <p>This is a border to the application's code: what an observer throws is logged here, except a
 * {@link VirtualMachineError}.
 */
public final class CdiEventPublisher implements TaskObserver {

    private static final System.Logger LOG = System.getLogger(CdiEventPublisher.class.getName());

    private final BeanManager beans;
    private final ObserverCache observers;
    private final AttemptScope scope;
    private final ContextPropagation propagation;
    private final NotificationOptions asyncOptions;
    private final DeferredEventQueue deferred;

    /**
     * For the application of this container.
     *
     * @param scope the contexts for observers that run outside of an attempt
     * @param executor the threads of asynchronous observers, and of observers of steps that happen on no attempt's
     *     thread
     */
    public CdiEventPublisher(BeanManager beans, AttemptScope scope, ContextPropagation propagation, Executor executor) {
        this.beans = beans;
        this.observers = new ObserverCache(beans);
        this.scope = scope;
        this.propagation = propagation;
        this.asyncOptions = NotificationOptions.ofExecutor(executor);
        this.deferred = new DeferredEventQueue(executor);
    }

    @Override
    public TaskCall<?> enqueueing(TaskCall<?> call) {
        if (observers.knownUnobserved(TaskEnqueueing.class, call.name())) {
            return call;
        }
        TaskEnqueueing event = new TaskEnqueueing(call);
        Annotation qualifier = new TaskName.Literal(call.name());
        if (observers.of(event, call.name(), qualifier).synchronous()) {
            fire(event, qualifier);
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
                        fireHere(TaskEvent.Enqueued.class, task, () -> new TaskEvent.Enqueued(subject(task)));
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
                fireHere(TaskEvent.Started.class, task, () -> new TaskEvent.Started(subject(task), task.waitTime()));
            }

            @Override
            public void ended(AttemptResult result) {
                CompletionEvent event = CompletionEvent.of(task, result);
                if (task.workerId() == null) { // inline: keep the context of the thread's caller
                    fireHere(event.type(), task, event.factory());
                } else {
                    fireInOwnContext(event.type(), task, event.factory());
                }
            }
        };
    }

    @Override
    public void progress(TaskFacts task, Progress progress) {
        fireHere(TaskEvent.Progressed.class, task, () -> new TaskEvent.Progressed(subject(task), progress));
    }

    @Override
    public void ended(TaskFacts task, AttemptResult result) {
        CompletionEvent event = CompletionEvent.of(task, result);
        fireDeferred(event.type(), task, event.factory());
    }

    @Override
    public void leaseLost(TaskFacts task) {
        fireDeferred(TaskEvent.LeaseLost.class, task, () -> new TaskEvent.LeaseLost(subject(task)));
    }

    @Override
    public void redelivered(TaskFacts task) {
        fireDeferred(TaskEvent.Redelivered.class, task, () -> new TaskEvent.Redelivered(subject(task)));
    }

    @Override
    public void expired(TaskFacts task) {
        fireDeferred(TaskEvent.Expired.class, task, () -> new TaskEvent.Expired(subject(task)));
    }

    @Override
    public void worker(WorkerEvent event) {
        ObserverCache.Kinds kinds = observers.of(event, "");
        if (kinds.asynchronous()) {
            fireAsync(event);
        }
        if (kinds.synchronous()) {
            fireInNewContext(event);
        }
    }

    private void fireInNewContext(Object event) {
        AttemptScope.Opened opened = scope.open();
        try {
            fire(event);
        } finally {
            opened.close();
        }
    }

    @Override
    public void schedule(ScheduleEvent event) {
        ObserverCache.Kinds kinds = observers.of(event, "");
        if (kinds.asynchronous()) {
            fireAsync(event);
        }
        if (kinds.synchronous()) {
            deferred.add(() -> fireInNewContext(event));
        }
    }

    /** On this thread, in its present context. */
    private void fireHere(Class<? extends TaskEvent> type, TaskFacts task, Supplier<? extends TaskEvent> factory) {
        publish(type, task, factory, this::fire);
    }

    /** On this thread, in a context of its own. */
    private void fireInOwnContext(
            Class<? extends TaskEvent> type, TaskFacts task, Supplier<? extends TaskEvent> factory) {
        publish(type, task, factory, (event, qualifier) -> fireInContext(task, event, qualifier));
    }

    /** On another thread, in a context of its own. */
    private void fireDeferred(Class<? extends TaskEvent> type, TaskFacts task, Supplier<? extends TaskEvent> factory) {
        publish(type, task, factory, (event, qualifier) -> deferred.add(() -> fireInContext(task, event, qualifier)));
    }

    @FunctionalInterface
    private interface Firing {
        void fire(Object event, Annotation qualifier);
    }

    private void publish(
            Class<? extends TaskEvent> type, TaskFacts task, Supplier<? extends TaskEvent> factory, Firing firing) {
        if (observers.knownUnobserved(type, task.name())) {
            return;
        }
        TaskEvent event = factory.get();
        Annotation qualifier = new TaskName.Literal(task.name());
        ObserverCache.Kinds kinds = observers.of(event, task.name(), qualifier);
        if (kinds.asynchronous()) {
            fireAsync(event, qualifier);
        }
        if (kinds.synchronous()) {
            firing.fire(event, qualifier);
        }
    }

    private void fireInContext(TaskFacts task, Object event, Annotation qualifier) {
        AttemptScope.Opened opened = scope.open();
        CurrentTask.inherit(task.context());
        try {
            fireWithContext(task, () -> fire(event, qualifier));
        } finally {
            CurrentTask.leave();
            opened.close();
        }
    }

    /** Fires in the caller's context. If the context cannot be restored, the observers are called without it. */
    private void fireWithContext(TaskFacts task, Runnable firing) {
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
            FailureLog.warn(LOG, "An observer of " + described(event) + " failed", failure);
        }
    }

    private void fireAsync(Object event, Annotation... qualifiers) {
        try {
            beans.getEvent().select(qualifiers).fireAsync(event, asyncOptions).whenComplete((done, failure) -> {
                if (failure != null) {
                    FailureLog.warn(LOG, "An asynchronous observer of " + described(event) + " failed", failure);
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

    /** Without the headers, which may hold secrets. */
    private static String described(Object event) {
        String type = event.getClass().getSimpleName();
        return event instanceof TaskEvent step
                ? type + " of task " + step.task().id() + " (" + step.task().name() + ")"
                : type;
    }

    /** The event for a completed attempt, created only if somebody observes its type. Immutable. */
    private record CompletionEvent(Class<? extends TaskEvent> type, Supplier<? extends TaskEvent> factory) {

        static CompletionEvent of(TaskFacts task, AttemptResult result) {
            return result.next().fold(new EventOf(task, result));
        }
    }

    /** The event for each transition. Immutable. */
    private record EventOf(TaskFacts task, AttemptResult result) implements TransitionCases<CompletionEvent> {

        @Override
        public CompletionEvent succeed(Transition.Succeed succeed) {
            return new CompletionEvent(
                    TaskEvent.Succeeded.class, () -> new TaskEvent.Succeeded(subject(task), result.runTime()));
        }

        @Override
        public CompletionEvent ignore(Transition.Ignore ignore) {
            return new CompletionEvent(
                    TaskEvent.Ignored.class, () -> new TaskEvent.Ignored(subject(task), result.runTime()));
        }

        @Override
        public CompletionEvent fail(Transition.Fail fail) {
            return switch (fail.reason()) {
                case REJECTED ->
                    new CompletionEvent(
                            TaskEvent.Rejected.class,
                            () -> new TaskEvent.Rejected(subject(task), result.runTime(), fail.error()));
                case NOT_RETRIED, RETRIES_EXHAUSTED ->
                    new CompletionEvent(
                            TaskEvent.Failed.class,
                            () -> new TaskEvent.Failed(
                                    subject(task),
                                    result.runTime(),
                                    fail.error(),
                                    fail.reason() == Transition.Reason.RETRIES_EXHAUSTED,
                                    result.expected()));
            };
        }

        @Override
        public CompletionEvent revoke(Transition.Revoke revoke) {
            return new CompletionEvent(
                    TaskEvent.Revoked.class, () -> new TaskEvent.Revoked(subject(task), result.runTime(), revoke.by()));
        }

        @Override
        public CompletionEvent retry(Transition.Retry retry) {
            return new CompletionEvent(
                    TaskEvent.Retried.class,
                    () -> new TaskEvent.Retried(
                            subject(task), result.runTime(), retry.delay(), retry.error(), result.expected()));
        }

        @Override
        public CompletionEvent postpone(Transition.Postpone postpone) {
            return new CompletionEvent(
                    TaskEvent.Postponed.class,
                    () -> new TaskEvent.Postponed(subject(task), result.runTime(), postpone.delay()));
        }

        @Override
        public CompletionEvent expire(Transition.Expire expire) {
            return new CompletionEvent(TaskEvent.Expired.class, () -> new TaskEvent.Expired(subject(task)));
        }
    }
}
