package org.caraway.admin;

import java.io.Serial;
import org.caraway.CarawayException;

/** Operating is switched off in this process by {@code caraway.admin.enabled}. Nothing has happened. */
public final class TaskAdminDisabledException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With what was refused, and the setting. */
    public TaskAdminDisabledException(String message) {
        super(message);
    }
}
