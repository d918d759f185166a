package org.caraway.internal.engine.attempt;

import java.time.Duration;
import java.util.Optional;
import org.caraway.TaskContext;

/** How attempts wait for signals and for a time. Thread-safe. */
public interface AttemptWaits {

    /** For attempts that have no row: they wait on their thread, and get no signals. */
    AttemptWaits INLINE = new AttemptWaits() {

        @Override
        public <T> Optional<T> signal(TaskContext attempt, String name, Class<T> type, Duration timeout) {
            throw new IllegalStateException("Task " + attempt.name() + " runs inline, where it cannot wait for the"
                    + " signal '" + name + "'; enqueue it");
        }

        @Override
        public void sleep(TaskContext attempt, String name, Duration span) {
            ShortSleep.in(attempt, span);
        }
    };

    /** As {@link TaskContext#awaitOptionalSignal}. */
    <T> Optional<T> signal(TaskContext attempt, String name, Class<T> type, Duration timeout);

    /** As {@link TaskContext#sleep}. */
    void sleep(TaskContext attempt, String name, Duration span);
}
