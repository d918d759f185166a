package org.caraway;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A large result could not be saved in the application's {@link org.caraway.spi.ResultStore}, or not be read from it.
 * An attempt whose result could not be saved fails with this; name it in {@link Task#retryFor} to have it run again.
 */
public final class ResultStoreException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With what the store threw, if it threw anything. */
    public ResultStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
