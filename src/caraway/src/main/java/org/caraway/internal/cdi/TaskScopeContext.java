package org.caraway.internal.cdi;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.spi.AlterableContext;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import java.lang.annotation.Annotation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.caraway.TaskScoped;
import org.jspecify.annotations.Nullable;

/**
 * The context of {@link TaskScoped}: the beans of the attempt on the current thread. Thread-safe: each thread sees its own.
 */
final class TaskScopeContext implements AlterableContext {

    private static final System.Logger LOG = System.getLogger(TaskScopeContext.class.getName());

    // one for each container, and not static: in an EAR several applications may share this class
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Attempt> current = new ThreadLocal<>();

    @Override
    public Class<? extends Annotation> getScope() {
        return TaskScoped.class;
    }

    @Override
    public boolean isActive() {
        return current.get() != null;
    }

    @Override
    public <T> T get(Contextual<T> contextual, CreationalContext<T> creation) {
        return attempt().get(contextual, creation);
    }

    @Override
    public <T> @Nullable T get(Contextual<T> contextual) {
        return attempt().find(contextual);
    }

    @Override
    public void destroy(Contextual<?> contextual) {
        attempt().destroy(contextual);
    }

    /** Begins an attempt on this thread; one that runs inside another has beans of its own. */
    void open() {
        current.set(new Attempt(current.get()));
    }

    /** Ends what {@link #open} began and destroys its beans, the youngest first. They may still use each other. */
    void close() {
        Attempt attempt = attempt();
        try {
            attempt.destroyAll();
        } finally {
            if (attempt.outer == null) {
                current.remove();
            } else {
                current.set(attempt.outer);
            }
        }
    }

    private Attempt attempt() {
        Attempt attempt = current.get();
        if (attempt == null) {
            throw new ContextNotActiveException(
                    "@TaskScoped beans live in tasks only, and no task runs on this thread; use another scope here");
        }
        return attempt;
    }

    /** The beans of one attempt. Confined to its thread. */
    private static final class Attempt {

        private final @Nullable Attempt outer;
        private final Map<Contextual<?>, Instance<?>> instances = new LinkedHashMap<>();

        Attempt(@Nullable Attempt outer) {
            this.outer = outer;
        }

        <T> T get(Contextual<T> contextual, CreationalContext<T> creation) {
            T known = find(contextual);
            if (known != null) {
                return known;
            }
            T created = contextual.create(creation);
            instances.put(contextual, new Instance<>(contextual, created, creation));
            return created;
        }

        @SuppressWarnings("unchecked") // put in by get with the same type variable
        <T> @Nullable T find(Contextual<T> contextual) {
            Instance<T> instance = (Instance<T>) instances.get(contextual);
            return instance == null ? null : instance.object;
        }

        void destroy(Contextual<?> contextual) {
            Instance<?> instance = instances.remove(contextual);
            if (instance != null) {
                instance.destroy();
            }
        }

        /** A bean that is made anew while others are destroyed is destroyed too. */
        void destroyAll() {
            while (!instances.isEmpty()) {
                Deque<Contextual<?>> youngestFirst = new ArrayDeque<>();
                instances.keySet().forEach(youngestFirst::addFirst);
                youngestFirst.forEach(this::destroyQuietly);
            }
        }

        private void destroyQuietly(Contextual<?> contextual) {
            try {
                destroy(contextual);
            } catch (RuntimeException e) {
                LOG.log(WARNING, () -> "Could not destroy the @TaskScoped bean " + contextual, e);
            }
        }
    }

    /** A bean's object with what made it. Immutable. */
    private record Instance<T>(Contextual<T> contextual, T object, CreationalContext<T> creation) {

        void destroy() {
            contextual.destroy(object, creation);
        }
    }
}
