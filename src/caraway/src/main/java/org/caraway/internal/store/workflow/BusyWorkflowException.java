package org.caraway.internal.store.workflow;

import java.io.Serial;
import java.util.UUID;
import org.caraway.QueueUnavailableException;

/** Other transactions are advancing a workflow that is to run again. */
public final class BusyWorkflowException extends QueueUnavailableException {

    @Serial
    private static final long serialVersionUID = 1L;

    BusyWorkflowException(UUID workflow) {
        super("Workflow " + workflow
                + " is not run again: its steps are being completed at this moment; try once more");
    }
}
