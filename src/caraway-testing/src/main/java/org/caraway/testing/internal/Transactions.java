package org.caraway.testing.internal;

import com.arjuna.ats.arjuna.common.CoordinatorEnvironmentBean;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.internal.arjuna.objectstore.VolatileStore;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.agroal.narayana.NarayanaTransactionIntegration;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.stream.Stream;

/** The transactions of this JVM, in place of those of a server; nothing is written to a disk. */
final class Transactions {

    private static final Transactions OF_THIS_JVM = new Transactions();

    private final TransactionManager manager;
    private final TransactionSynchronizationRegistry registry = new TransactionSynchronizationRegistryImple();

    private Transactions() {
        Stream.of("default", "communicationStore", "stateStore")
                .map(name -> name.equals("default")
                        ? BeanPopulator.getDefaultInstance(ObjectStoreEnvironmentBean.class)
                        : BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, name))
                .forEach(store -> store.setObjectStoreType(VolatileStore.class.getName()));
        BeanPopulator.getDefaultInstance(CoordinatorEnvironmentBean.class).setTransactionStatusManagerEnable(false);
        manager = com.arjuna.ats.jta.TransactionManager.transactionManager();
        Naming.install();
        Naming.bind("java:comp/UserTransaction", com.arjuna.ats.jta.UserTransaction.userTransaction());
        Naming.bind("java:comp/TransactionSynchronizationRegistry", registry);
        Naming.bind("java:/TransactionManager", manager);
        Naming.bind("java:/TransactionSynchronizationRegistry", registry);
    }

    static Transactions ofThisJvm() {
        return OF_THIS_JVM;
    }

    /** Has a pool take part in them. */
    NarayanaTransactionIntegration integration() {
        return new NarayanaTransactionIntegration(manager, registry);
    }
}
