package org.caraway.internal.cdi.runtime;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.caraway.CarawayException;
import org.caraway.internal.cdi.config.CarawaySettings;
import org.caraway.internal.cdi.config.ConfigurationKey;

/** The JNDI resources that the server provides. Immutable. */
record ServerResources(
        DataSource dataSource,
        ManagedExecutorService executor,
        UserTransaction transaction,
        TransactionSynchronizationRegistry transactions) {

    private static final long START_CAP_MINUTES = 5;
    private static final Duration BETWEEN_STARTS = Duration.ofMillis(100);
    private static final String SERVER = "Caraway needs a server with Jakarta Transactions (Web Profile or more)";

    static ServerResources lookup(CarawaySettings settings) {
        return new ServerResources(
                Jndi.lookup(settings.dataSource(), DataSource.class, "data source", fix(ConfigurationKey.DATASOURCE)),
                Jndi.lookup(
                        settings.executor(),
                        ManagedExecutorService.class,
                        "managed executor service",
                        fix(ConfigurationKey.EXECUTOR)),
                Jndi.lookup("java:comp/UserTransaction", UserTransaction.class, "user transaction", SERVER),
                Jndi.lookup(
                        "java:comp/TransactionSynchronizationRegistry",
                        TransactionSynchronizationRegistry.class,
                        "transaction registry",
                        SERVER));
    }

    /** The executor, for jobs that must not be missing because the server aborts a start. */
    PersistentExecutor threads() {
        return new PersistentExecutor(executor, BETWEEN_STARTS);
    }

    /**
     * Runs work that commits. If this thread has a transaction, the work runs on a thread of the executor: on Payara it
     * would commit this transaction too. A thread has one when a bean enqueues while the application starts.
     */
    <T> T outsideTransactions(Callable<T> work) {
        try {
            return transactions.getTransactionStatus() == Status.STATUS_NO_TRANSACTION
                    ? work.call()
                    : executor.submit(work).get(START_CAP_MINUTES, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known
                    ? known
                    : new CarawayException("Caraway could not prepare its tables: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CarawayException("The thread was interrupted while it waited for Caraway's tables", e);
        } catch (TimeoutException e) {
            throw new CarawayException(
                    "Caraway's tables were not ready within " + START_CAP_MINUTES
                            + " minutes; look at what the database waits for, and whether the executor has a free thread",
                    e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CarawayException("Caraway could not prepare its tables: " + e, e);
        }
    }

    private static String fix(ConfigurationKey key) {
        return "define it in the server, or set " + key.key() + " to the name of one that is";
    }
}
