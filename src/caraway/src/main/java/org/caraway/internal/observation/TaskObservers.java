package org.caraway.internal.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.caraway.Progress;
import org.caraway.ScheduleEvent;
import org.caraway.TaskCall;
import org.caraway.WorkerEvent;
import org.caraway.internal.lifecycle.FailureLog;
import org.jspecify.annotations.Nullable;

/**
 * A composite of all observers. Thread-safe. They are called in order, and their steps are closed in reverse order. A
 * failure of an observer is logged and affects neither the task nor the other observers.
 */
public final class TaskObservers implements TaskObserver {

    /** No observers. */
    public static final TaskObservers NONE = new TaskObservers(List.of());

    private static final System.Logger LOG = System.getLogger(TaskObservers.class.getName());

    private final List<TaskObserver> observers;

    /** These observers, in this order. */
    public TaskObservers(List<TaskObserver> observers) {
        this.observers = List.copyOf(observers);
    }

    /** These observers, followed by this one. */
    public TaskObservers and(TaskObserver another) {
        List<TaskObserver> all = new ArrayList<>(observers);
        all.add(another);
        return new TaskObservers(all);
    }

    @Override
    public TaskCall<?> enqueueing(TaskCall<?> call) {
        TaskCall<?> changed = call;
        for (TaskObserver observer : observers) {
            changed = observer.enqueueing(changed);
        }
        return changed;
    }

    @Override
    public EnqueueStep enqueue(List<? extends TaskCall<?>> calls) {
        List<EnqueueStep> open = opened(observer -> observer.enqueue(calls), EnqueueStep.UNOBSERVED);
        return open.isEmpty() ? EnqueueStep.UNOBSERVED : new EnqueueSteps(open);
    }

    @Override
    public AttemptStep attempt(TaskFacts task) {
        List<AttemptStep> open = opened(observer -> observer.attempt(task), AttemptStep.UNOBSERVED);
        return open.isEmpty() ? AttemptStep.UNOBSERVED : new AttemptSteps(open);
    }

    private <S> List<S> opened(Function<TaskObserver, S> opening, S unobserved) {
        List<S> open = new ArrayList<>(observers.size());
        each(observers, observer -> {
            S step = opening.apply(observer);
            if (step != unobserved) {
                open.add(step);
            }
        });
        return open;
    }

    @Override
    public void progress(TaskFacts task, Progress progress) {
        each(observers, observer -> observer.progress(task, progress));
    }

    @Override
    public void reported(TaskFacts task, @Nullable Progress progress) {
        each(observers, observer -> observer.reported(task, progress));
    }

    @Override
    public void ended(TaskFacts task, AttemptResult ending) {
        each(observers, observer -> observer.ended(task, ending));
    }

    @Override
    public void leaseLost(TaskFacts task) {
        each(observers, observer -> observer.leaseLost(task));
    }

    @Override
    public void redelivered(TaskFacts task) {
        each(observers, observer -> observer.redelivered(task));
    }

    @Override
    public void expired(TaskFacts task) {
        each(observers, observer -> observer.expired(task));
    }

    @Override
    public void workflowMended(UUID workflow) {
        each(observers, observer -> observer.workflowMended(workflow));
    }

    @Override
    public void worker(WorkerEvent event) {
        each(observers, observer -> observer.worker(event));
    }

    @Override
    public void schedule(ScheduleEvent event) {
        each(observers, observer -> observer.schedule(event));
    }

    /** Catches errors, too, because a class may be missing at run time. */
    private static <T> void each(List<T> all, Consumer<T> telling) {
        for (T one : all) {
            try {
                telling.accept(one);
            } catch (VirtualMachineError broken) {
                throw broken;
            } catch (RuntimeException | Error failure) { // an exception of the application may throw when it is read
                FailureLog.warn(
                        LOG,
                        one.getClass().getName() + " failed; the task goes on. This is a bug in Caraway.",
                        failure);
            }
        }
    }

    private static <T> void eachBackwards(List<T> all, Consumer<T> telling) {
        List<T> backwards = new ArrayList<>(all.size());
        for (int i = all.size() - 1; i >= 0; i--) {
            backwards.add(all.get(i));
        }
        each(backwards, telling);
    }

    private record EnqueueSteps(List<EnqueueStep> open) implements EnqueueStep {

        @Override
        public void enqueued(List<@Nullable TaskFacts> tasks) {
            each(open, step -> step.enqueued(tasks));
        }

        @Override
        public void failed(RuntimeException failure) {
            each(open, step -> step.failed(failure));
        }

        @Override
        public void close() {
            eachBackwards(open, EnqueueStep::close);
        }
    }

    private record AttemptSteps(List<AttemptStep> open) implements AttemptStep {

        @Override
        public void started() {
            each(open, AttemptStep::started);
        }

        @Override
        public void ended(AttemptResult ending) {
            each(open, step -> step.ended(ending));
        }

        @Override
        public void close() {
            eachBackwards(open, AttemptStep::close);
        }
    }
}
