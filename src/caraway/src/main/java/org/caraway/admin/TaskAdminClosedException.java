package org.caraway.admin;

import java.io.Serial;
import org.caraway.CarawayException;

/** Operating is switched off in this process by {@code caraway.admin.enabled}. Nothing has happened. */
public final class TaskAdminClosedException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With what was refused, and the setting. */
    public TaskAdminClosedException(String message) {
        super(message);
    }
}
