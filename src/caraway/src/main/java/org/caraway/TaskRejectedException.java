package org.caraway;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Ends the task as a failure that is never retried automatically: an operator has to handle it. Thrown by {@link
 * TaskContext#reject}. To find rejected tasks, search for this class's name in the column {@code error_type}.
 */
public final class TaskRejectedException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With this reason and this cause, if there is one. */
    public TaskRejectedException(String reason, @Nullable Throwable cause) {
        super(requireNonNull(reason, "reason"), cause);
    }
}
