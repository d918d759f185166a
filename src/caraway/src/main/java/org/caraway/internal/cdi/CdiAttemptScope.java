package org.caraway.internal.cdi;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.control.RequestContextController;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import org.caraway.internal.engine.AttemptScope;
import org.jspecify.annotations.Nullable;

/**
 * Opens the task scope and, inside it, a fresh request context. Thread-safe.
 *
 * <p>Controllers of the request context remember whether they activated it, so two threads never share one. They are kept
 * in a pool, because the container needs about ten times as long to make one as to activate the context; there are never more
 * than attempts at once.
 */
final class CdiAttemptScope implements AttemptScope {

    private static final System.Logger LOG = System.getLogger(CdiAttemptScope.class.getName());

    private final TaskScopeContext taskScope;
    private final Supplier<RequestContextController> factory;
    private final ConcurrentLinkedDeque<RequestContextController> idle = new ConcurrentLinkedDeque<>();

    /** Takes new controllers from {@code factory}. */
    CdiAttemptScope(TaskScopeContext taskScope, Supplier<RequestContextController> factory) {
        this.taskScope = taskScope;
        this.factory = factory;
    }

    @Override
    public Opened open() {
        @Nullable RequestContextController known = idle.pollFirst();
        RequestContextController controller = known == null ? factory.get() : known;
        // false on a thread that has one already, such as that of a request: it ends with the request, not here
        boolean activated = controller.activate();
        taskScope.open();
        return () -> close(controller, activated);
    }

    /** The request's beans go first: they may use the task's, such as its EntityManager, when they are destroyed. */
    private void close(RequestContextController controller, boolean activated) {
        try {
            if (activated) {
                controller.deactivate();
            }
            idle.addFirst(controller);
        } catch (ContextNotActiveException e) {
            LOG.log(WARNING, () -> "The task ended its request context itself; leave that to Caraway", e);
        } finally {
            taskScope.close();
        }
    }
}
