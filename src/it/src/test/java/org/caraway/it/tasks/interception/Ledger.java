package org.caraway.it.tasks.interception;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.Stateless;
import org.caraway.Task;

/** An enterprise bean for admins. */
@Stateless
public class Ledger {

    @Task
    @RolesAllowed("admin")
    public String read() {
        return "balanced";
    }
}
