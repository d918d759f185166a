package org.caraway.internal.engine.attempt;

import java.util.List;
import org.caraway.internal.engine.leak.LeakKind;

/**
 * Surrounds each attempt with the contexts that the application's beans need: a fresh request context and the task
 * scope. Thread-safe; what it opens belongs to the thread.
 */
public interface AttemptScope {

    /** Opens the contexts on the current thread. */
    Opened open();

    /** What is open until it is closed, on the same thread. */
    interface Opened extends AutoCloseable {

        /** Destroys the beans of these contexts. */
        @Override
        void close();

        /** What the task had done to these contexts, once they are closed; nothing by default. */
        default List<LeakKind> leaks() {
            return List.of();
        }
    }
}
