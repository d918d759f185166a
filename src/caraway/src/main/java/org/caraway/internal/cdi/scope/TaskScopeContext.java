package org.caraway.internal.cdi.scope;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.spi.AlterableContext;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import java.lang.annotation.Annotation;
import org.caraway.TaskScoped;
import org.jspecify.annotations.Nullable;

/**
 * The context of {@link TaskScoped}: the beans of the attempt on the current thread. Thread-safe: each thread sees its
 * own.
 */
public final class TaskScopeContext implements AlterableContext {

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
        return attempt().beans.get(contextual, creation);
    }

    @Override
    public <T> @Nullable T get(Contextual<T> contextual) {
        return attempt().beans.find(contextual);
    }

    @Override
    public void destroy(Contextual<?> contextual) {
        attempt().beans.destroy(contextual);
    }

    /** Begins an attempt on this thread; one that runs inside another has beans of its own. */
    void open() {
        current.set(new Attempt(current.get(), new AttemptBeanStore()));
    }

    /** Ends what {@link #open} began and destroys its beans, the youngest first. They may still use each other. */
    void close() {
        Attempt attempt = attempt();
        try {
            attempt.beans.destroyAll();
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

    /** What the thread was in before, and the beans. Confined to its thread. */
    private record Attempt(@Nullable Attempt outer, AttemptBeanStore beans) {}
}
