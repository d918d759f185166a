package org.caraway.it.tasks.interception;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RunAs;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import org.caraway.Task;

/** Tasks that act in the role of an admin. */
@Stateless
@RunAs("admin")
public class AdminTasks {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Ledger ledger;

    @Task
    @PermitAll
    public String readLedger() {
        return ledger.read();
    }
}
