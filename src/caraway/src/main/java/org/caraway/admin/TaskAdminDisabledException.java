package org.caraway.admin;

import java.io.Serial;
import org.caraway.CarawayException;

/** {@link TaskAdmin} is disabled in this process by {@code caraway.admin.enabled}. Nothing has changed. */
public final class TaskAdminDisabledException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With a message: the refused operation and the setting. */
    public TaskAdminDisabledException(String message) {
        super(message);
    }
}
