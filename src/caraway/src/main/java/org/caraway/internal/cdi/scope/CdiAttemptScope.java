package org.caraway.internal.cdi.scope;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.caraway.internal.engine.attempt.AttemptScope;
import org.caraway.internal.engine.leak.LeakKind;
import org.jspecify.annotations.Nullable;

/**
 * Opens the task scope and, inside it, a fresh request context and the copy of the caller's session. Thread-safe.
 *
 * <p>A controller of the request context remembers whether it activated the context, so two threads never share one.
 * Controllers are kept in a pool, because the container needs about ten times as long to make one as to activate the
 * context; there are never more than attempts at once.
 */
public final class CdiAttemptScope implements AttemptScope {

    private static final LeakKind ENDED = LeakKind.of("a request context that it had ended itself");

    private final TaskScopeContext taskScope;
    private final SessionSnapshotContext session;
    private final BooleanSupplier inSession;
    private final Supplier<RequestContextController> factory;
    private final ConcurrentLinkedDeque<RequestContextController> idle = new ConcurrentLinkedDeque<>();

    private CdiAttemptScope(
            TaskScopeContext taskScope,
            SessionSnapshotContext session,
            BooleanSupplier inSession,
            Supplier<RequestContextController> factory) {
        this.taskScope = taskScope;
        this.session = session;
        this.inSession = inSession;
        this.factory = factory;
    }

    /** With the contexts of this container. */
    public static CdiAttemptScope of(BeanManager beans, TaskScopeContext taskScope, SessionSnapshotContext session) {
        return new CdiAttemptScope(
                taskScope, session, () -> isSessionActive(beans), () -> requestContextController(beans));
    }

    private static boolean isSessionActive(BeanManager beans) {
        try {
            return beans.getContext(SessionScoped.class).isActive();
        } catch (ContextNotActiveException none) {
            return false;
        }
    }

    /** Never destroyed, because it holds no resource. */
    private static RequestContextController requestContextController(BeanManager beans) {
        return beans.createInstance().select(RequestContextController.class).get();
    }

    @Override
    public Opened open() {
        boolean sessionless = !session.isEmpty() && !inSession.getAsBoolean();
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

        /**
         * The request's beans go first: they may use the others, such as the task's EntityManager, when they are
         * destroyed.
         */
        @Override
        public void close() {
            try {
                if (activated) {
                    controller.deactivate();
                }
                idle.addFirst(controller);
            } catch (ContextNotActiveException ended) { // the controller still believes it active: discard it
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
