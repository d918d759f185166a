package org.caraway.internal.cdi;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.control.RequestContextController;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import org.caraway.internal.engine.AttemptScope;
import org.caraway.internal.engine.Leftover;
import org.jspecify.annotations.Nullable;

/**
 * Opens the task scope and, inside it, a fresh request context. Thread-safe.
 *
 * <p>Controllers of the request context remember whether they activated it, so two threads never share one. They are kept
 * in a pool, because the container needs about ten times as long to make one as to activate the context; there are never more
 * than attempts at once.
 */
final class CdiAttemptScope implements AttemptScope {

    private static final Leftover ENDED = Leftover.of("a request context that it had ended itself");

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
        return new Contexts(controller, activated);
    }

    /** The contexts of one attempt. Confined to its thread. */
    private final class Contexts implements Opened {

        private final RequestContextController controller;
        private final boolean activated;
        private List<Leftover> leftovers = List.of();

        Contexts(RequestContextController controller, boolean activated) {
            this.controller = controller;
            this.activated = activated;
        }

        /** The request's beans go first: they may use the task's, such as its EntityManager, when they are destroyed. */
        @Override
        public void close() {
            try {
                if (activated) {
                    controller.deactivate();
                }
                idle.addFirst(controller);
            } catch (ContextNotActiveException ended) { // the controller does not know, and is of no use any more
                leftovers = List.of(ENDED);
            } finally {
                taskScope.close();
            }
        }

        @Override
        public List<Leftover> leftovers() {
            return leftovers;
        }
    }
}
