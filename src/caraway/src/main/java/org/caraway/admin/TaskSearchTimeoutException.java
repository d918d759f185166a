package org.caraway.admin;

import java.io.Serial;
import org.caraway.CarawayException;
import org.jspecify.annotations.Nullable;

/**
 * A search for tasks took longer than 5 s, and the database has stopped it. Narrow the query, first of all by time: see
 * {@link TaskQuery}.
 */
public final class TaskSearchTimeoutException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the database's exception. */
    public TaskSearchTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
