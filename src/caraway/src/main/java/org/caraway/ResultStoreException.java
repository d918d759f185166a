package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A large result could not be saved in the application's {@link org.caraway.spi.ResultStore}, or not be loaded from it.
 * An attempt whose result could not be saved fails with this exception; list it in {@link Task#retryFor} to retry the
 * task.
 */
public final class ResultStoreException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With the exception of the store, if there is one. */
    public ResultStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
