package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The superclass of all exceptions of Caraway; unchecked. */
public class CarawayException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With a message: the failure, the object, and the fix. */
    public CarawayException(String message) {
        super(message);
    }

    /** With a message and a cause. */
    public CarawayException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
