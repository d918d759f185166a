package org.caraway;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Ends the task as a failure that no policy retries: it must be looked at before it can run. Thrown by
 * {@link TaskContext#reject}. Rejected tasks are found by this class's name in the column {@code error_type}.
 */
public final class TaskRejectedException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** For this reason, and because of {@code cause}, if there is one. */
    public TaskRejectedException(String reason, @Nullable Throwable cause) {
        super(requireNonNull(reason, "reason"), cause);
    }
}
