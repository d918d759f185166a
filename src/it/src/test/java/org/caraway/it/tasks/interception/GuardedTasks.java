package org.caraway.it.tasks.interception;

import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import org.caraway.Task;

/** Tasks with interceptors and roles around them. */
@ApplicationScoped
public class GuardedTasks {

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    @SuppressWarnings("NullAway.Init") // injected
    private TransactionSynchronizationRegistry transactions;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Ledger ledger;

    @Task
    @Audited
    public String audited() {
        return status();
    }

    @Task
    @Audited
    @Transactional
    public String auditedInTransaction() {
        return status();
    }

    @Task
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public String inTransactionOfItsOwn() {
        return status();
    }

    /** A plain bean: nobody asks for the role on Payara. */
    @Task
    @RolesAllowed("admin")
    public String ofABeanForAdmins() {
        return "called";
    }

    /** Calls an enterprise bean that wants a role. */
    @Task
    public String callLedger() {
        return ledger.read();
    }

    private String status() {
        return transactions.getTransactionStatus() == Status.STATUS_ACTIVE ? "transaction" : "none";
    }
}
