package org.caraway.internal.engine.attempt;

import java.io.Serial;
import org.caraway.CarawayException;

/** The transaction of a durable step did not commit, or nobody knows whether it did. */
final class StepNotCommitted extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    StepNotCommitted(String message, CarawayException cause) {
        super(message, cause);
    }
}
