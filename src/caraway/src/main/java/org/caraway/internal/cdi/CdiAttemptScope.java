package org.caraway.internal.cdi;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.control.RequestContextController;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.caraway.internal.engine.attempt.AttemptScope;
import org.caraway.internal.engine.leak.LeakKind;
import org.jspecify.annotations.Nullable;

/**
 * Opens the task scope and, inside it, a fresh request context with what stands in for the session. Thread-safe.
 *
 * <p>Controllers of the request context remember whether they activated it, so two threads never share one. They are kept
 * in a pool, because the container needs about ten times as long to make one as to activate the context; there are never more
 * than attempts at once.
 */
final class CdiAttemptScope implements AttemptScope {

    private static final LeakKind ENDED = LeakKind.of("a request context that it had ended itself");

    private final TaskScopeContext taskScope;
    private final SessionSnapshotContext session;
    private final BooleanSupplier inSession;
    private final Supplier<RequestContextController> factory;
    private final ConcurrentLinkedDeque<RequestContextController> idle = new ConcurrentLinkedDeque<>();

    /**
     * Takes new controllers from {@code factory}.
     *
     * @param inSession whether a session is active on the current thread
     */
    CdiAttemptScope(
            TaskScopeContext taskScope,
            SessionSnapshotContext session,
            BooleanSupplier inSession,
            Supplier<RequestContextController> factory) {
        this.taskScope = taskScope;
        this.session = session;
        this.inSession = inSession;
        this.factory = factory;
    }

    @Override
    public Opened open() {
        boolean sessionless = !session.useless() && !inSession.getAsBoolean();
        @Nullable RequestContextController known = idle.pollFirst();
        RequestContextController controller = known == null ? factory.get() : known;
        // false on a thread that has one already, such as that of a request: it ends with the request, not here
        boolean activated = controller.activate();
        taskScope.open();
        boolean snapshot = activated && sessionless; // within another's request, the session is that request's too
        if (snapshot) {
            session.open();
        }
        return new Contexts(controller, activated, snapshot);
    }

    /** The contexts of one attempt. Confined to its thread. */
    private final class Contexts implements Opened {

        private final RequestContextController controller;
        private final boolean activated;
        private final boolean snapshot;
        private List<LeakKind> leftovers = List.of();

        Contexts(RequestContextController controller, boolean activated, boolean snapshot) {
            this.controller = controller;
            this.activated = activated;
            this.snapshot = snapshot;
        }

        /** The request's beans go first: they may use the others, such as the task's EntityManager, when they are destroyed. */
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
                closeSession();
            }
        }

        private void closeSession() {
            try {
                if (snapshot) {
                    session.close();
                }
            } finally {
                taskScope.close();
            }
        }

        @Override
        public List<LeakKind> leaks() {
            return leftovers;
        }
    }
}
