package org.caraway.internal.observation.opentelemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/**
 * A context that is current until it is closed. Confined to one thread. Afterwards the thread has its former context,
 * even if contexts that were opened within are still open: the next task on the thread must not see the context of this
 * one.
 */
final class CurrentContext implements AutoCloseable {

    private final Context before = Context.current();
    private final Scope scope;

    @SuppressWarnings("MustBeClosedChecker") // by close()
    CurrentContext(Context context) {
        scope = context.makeCurrent();
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // a scope that was left open cannot be closed by another
    public void close() {
        scope.close();
        if (Context.current() != before) {
            before.makeCurrent();
        }
    }
}
