package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What every exception of Caraway's own extends; unchecked. */
public class CarawayException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the text that says what failed, which one, and what to do. */
    public CarawayException(String message) {
        super(message);
    }

    /** With the text and what led to it. */
    public CarawayException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
