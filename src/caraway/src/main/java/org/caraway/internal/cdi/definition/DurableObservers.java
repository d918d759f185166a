package org.caraway.internal.cdi.definition;

import static java.util.Objects.requireNonNull;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.caraway.TaskEvent;
import org.caraway.TaskQueue;
import org.caraway.WorkerEvent;
import org.caraway.internal.cdi.config.Problems;
import org.caraway.internal.registry.TaskDefinition;

/**
 * The task methods that observe events, and the container's observers that enqueue them. Confined to the deploying
 * thread.
 *
 * <p>The container knows each of them as two observers, of events fired in the caller's thread and of asynchronous
 * ones, and notifies them at once: a notification at the end of the transaction could not be stored with it.
 */
public final class DurableObservers {

    /** Events that each task causes: an observer of them would enqueue without end. */
    private static final List<Class<?>> OF_TASKS = List.of(TaskEvent.class, WorkerEvent.class);

    private final Map<Method, AnnotatedParameter<?>> events = new HashMap<>();

    /** Notes the durable observers of a bean. */
    public void addBean(AnnotatedType<?> type) {
        DeclaredTask.of(type).forEach(task -> task.event().ifPresent(event -> events.put(task.method(), event)));
    }

    /** Notes a problem for each of the definitions that cannot be an observer. */
    public void check(List<TaskDefinition> definitions, Problems problems) {
        definitions.stream().filter(this::observes).forEach(definition -> refusal(definition)
                .ifPresent(refused -> problems.add(definition.where() + ": " + refused)));
    }

    private boolean observes(TaskDefinition definition) {
        return events.containsKey(definition.method());
    }

    private Optional<String> refusal(TaskDefinition definition) {
        if (definition.parameters().size() != 1) {
            return Optional.of(
                    "has @ObservesTask on one of " + definition.parameters().size()
                            + " parameters, but the event is the only argument of its task; inject what else is needed into the"
                            + " bean");
        }
        AnnotatedParameter<?> event = eventOf(definition);
        if (event.isAnnotationPresent(Observes.class) || event.isAnnotationPresent(ObservesAsync.class)) {
            return Optional.of(
                    "has @ObservesTask beside the container's own annotation, and would be called for each event"
                            + " twice; keep one of them");
        }
        if (definition.parameters().get(0).type() instanceof Class<?> type) {
            if (type == Object.class) {
                return Optional.of(
                        "observes Object, which is every event of the application and the container; name the"
                                + " type of the event");
            }
            if (OF_TASKS.stream().anyMatch(own -> type.isAssignableFrom(own) || own.isAssignableFrom(type))) {
                return Optional.of(
                        "observes " + type.getName() + ", an event that each task causes, so that tasks would"
                                + " be enqueued without end; observe it with @Observes or @ObservesAsync");
            }
        }
        return Optional.empty();
    }

    /** Adds the observers to the container. */
    public void register(
            AfterBeanDiscovery event, BeanManager beans, List<TaskDefinition> definitions, Supplier<TaskQueue> tasks) {
        definitions.stream().filter(this::observes).forEach(definition -> {
            Set<Annotation> qualifiers = qualifiers(beans, definition);
            event.addObserverMethod(new EnqueueingObserver(definition, qualifiers, false, tasks));
            event.addObserverMethod(new EnqueueingObserver(definition, qualifiers, true, tasks));
        });
    }

    private AnnotatedParameter<?> eventOf(TaskDefinition definition) {
        return requireNonNull(events.get(definition.method()));
    }

    private Set<Annotation> qualifiers(BeanManager beans, TaskDefinition definition) {
        return eventOf(definition).getAnnotations().stream()
                .filter(annotation -> beans.isQualifier(annotation.annotationType()))
                .collect(Collectors.toSet());
    }

    /** Unlike the container's own implementation, its exceptions reach whoever fires without a wrapper. Immutable. */
    private static final class EnqueueingObserver implements ObserverMethod<Object> {

        private final TaskDefinition definition;
        private final Set<Annotation> qualifiers;
        private final boolean asynchronous;
        private final Supplier<TaskQueue> tasks;

        EnqueueingObserver(
                TaskDefinition definition,
                Set<Annotation> qualifiers,
                boolean asynchronous,
                Supplier<TaskQueue> tasks) {
            this.definition = definition;
            this.qualifiers = qualifiers;
            this.asynchronous = asynchronous;
            this.tasks = tasks;
        }

        @Override
        public Class<?> getBeanClass() {
            return definition.beanClass();
        }

        @Override
        public Type getObservedType() {
            return definition.parameters().get(0).type();
        }

        @Override
        public Set<Annotation> getObservedQualifiers() {
            return qualifiers;
        }

        @Override
        public Reception getReception() {
            return Reception.ALWAYS;
        }

        @Override
        public TransactionPhase getTransactionPhase() {
            return TransactionPhase.IN_PROGRESS;
        }

        @Override
        public boolean isAsync() {
            return asynchronous;
        }

        @Override
        public void notify(EventContext<Object> fired) {
            TaskQueue queue = tasks.get();
            queue.enqueue(queue.call(definition.name(), fired.getEvent()));
        }
    }
}
