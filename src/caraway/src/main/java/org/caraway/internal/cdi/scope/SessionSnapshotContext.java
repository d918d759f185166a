package org.caraway.internal.cdi.scope;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.context.spi.AlterableContext;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the session on the thread of an attempt, where there is none: it holds copies of the
 * {@link org.caraway.Propagated} beans of the caller's session, and admits no other. Thread-safe: each thread sees its
 * own.
 *
 * <p>It is a second context of a scope for which the server has one, and the container refuses beans of that scope when
 * both are active. So it is active between {@link #open} and {@link #close} only, and is opened only where no session
 * is.
 */
public final class SessionSnapshotContext implements AlterableContext {

    private final Set<Object> admitted;

    // one for each container, and not static: in an EAR several applications may share this class
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable AttemptBeanStore> current = new ThreadLocal<>();

    /** For these beans of the session. */
    public SessionSnapshotContext(Collection<Bean<?>> propagated) {
        this.admitted = propagated.stream().map(AttemptBeanStore::keyOf).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether no bean of the session is propagated. */
    public boolean isEmpty() {
        return admitted.isEmpty();
    }

    @Override
    public Class<? extends Annotation> getScope() {
        return SessionScoped.class;
    }

    @Override
    public boolean isActive() {
        return current.get() != null;
    }

    @Override
    public <T> T get(Contextual<T> contextual, CreationalContext<T> creation) {
        AttemptBeanStore beans = beans();
        if (!admitted.contains(AttemptBeanStore.keyOf(contextual))) {
            throw new ContextNotActiveException(described(contextual)
                    + " is @SessionScoped, and a task has no session; mark the bean @Propagated to give its tasks a copy,"
                    + " or hand over as arguments what the task needs of it");
        }
        return beans.get(contextual, creation);
    }

    @Override
    public <T> @Nullable T get(Contextual<T> contextual) {
        return beans().find(contextual);
    }

    @Override
    public void destroy(Contextual<?> contextual) {
        beans().destroy(contextual);
    }

    /** Begins an attempt on this thread, on which no session may be active. */
    void open() {
        current.set(new AttemptBeanStore());
    }

    /** Ends what {@link #open} began and destroys the copies. */
    void close() {
        try {
            beans().destroyAll();
        } finally {
            current.remove();
        }
    }

    private AttemptBeanStore beans() {
        AttemptBeanStore beans = current.get();
        if (beans == null) {
            throw new ContextNotActiveException(
                    "No session and no task is active on this thread; use another scope here");
        }
        return beans;
    }

    private static String described(Contextual<?> contextual) {
        return contextual instanceof Bean<?> bean ? bean.getBeanClass().getName() : contextual.toString();
    }
}
