package org.caraway.internal.store.jdbc;

import static java.lang.System.Logger.Level.DEBUG;

import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.caraway.CarawayException;
import org.caraway.internal.store.jdbc.ServerBounds.Plans;
import org.caraway.internal.store.jdbc.ServerBounds.Restoration;
import org.jspecify.annotations.Nullable;

/**
 * Provides a connection and a transaction for statements: the caller's, or their own. Thread-safe.
 *
 * <p>Inside a JTA transaction neither {@code commit} nor {@code setAutoCommit} may be called on a connection: Payara
 * does not refuse them but commits at once, and the caller's rollback comes too late (tried on 6.2025.10). So the
 * registry is asked first, and the connection is taken only after the transaction has begun.
 *
 * <p>Each piece of work is bounded in time: the driver fails when the server does not respond for longer, so that a
 * database which accepts connections and answers nothing counts as unavailable. Setting that bound costs no round trip
 * on PostgreSQL; H2's driver ignores it. The pool bounds the time that it takes to get a connection. {@link
 * ServerBounds} has the server itself stop before.
 */
public final class Connections {

    private static final System.Logger LOG = System.getLogger(Connections.class.getName());
    private static final int TRIES = 5;
    private static final long LONGEST_PAUSE_MILLIS = 100;

    private final DataSource dataSource;
    private final @Nullable TransactionSynchronizationRegistry transactions;
    private final int timeoutMillis;
    private final ServerBounds bounds;
    private final Failures failures;

    /** When the database has failed. Thread-safe. */
    private static final class Failures {

        private volatile boolean any;
        private volatile long lastNanos;

        void add() {
            lastNanos = System.nanoTime();
            any = true;
        }

        boolean since(long nanos) {
            return any && lastNanos - nanos >= 0;
        }
    }

    /** Without bounds on the server's side. */
    public Connections(
            DataSource dataSource, @Nullable TransactionSynchronizationRegistry transactions, Duration timeout) {
        this(dataSource, transactions, timeout, ServerBounds.NONE);
    }

    /**
     * Without a registry, nothing is ever joined.
     *
     * @param timeout how long the server may not respond, at most 24 days
     * @param bounds what the server itself bounds, below the timeout
     */
    public Connections(
            DataSource dataSource,
            @Nullable TransactionSynchronizationRegistry transactions,
            Duration timeout,
            ServerBounds bounds) {
        this(dataSource, transactions, (int) Math.max(1, timeout.toMillis()), bounds, new Failures());
    }

    private Connections(
            DataSource dataSource,
            @Nullable TransactionSynchronizationRegistry transactions,
            int timeoutMillis,
            ServerBounds bounds,
            Failures failures) {
        this.dataSource = dataSource;
        this.transactions = transactions;
        this.timeoutMillis = timeoutMillis;
        this.bounds = bounds;
        this.failures = failures;
    }

    /** The same database, through this data source and without transactions to join. */
    public Connections through(DataSource other) {
        return new Connections(other, null, timeoutMillis, bounds, failures);
    }

    /**
     * Whether the database was {@link DatabaseFailure#UNAVAILABLE} for any statement since then.
     *
     * @param nanos a {@link System#nanoTime()}
     */
    public boolean unavailableSince(long nanos) {
        return failures.since(nanos);
    }

    /** As {@link SqlFailures#translated}; the failure counts for {@link #unavailableSince}. */
    public CarawayException translated(String purpose, SQLException failure) {
        if (DatabaseFailure.ofOwn(failure) == DatabaseFailure.UNAVAILABLE) {
            failures.add();
        }
        return SqlFailures.translated(purpose, failure);
    }

    /** A connection of the pool, whose failures are all SQL failures. */
    public Connection open() throws SQLException {
        try {
            return dataSource.getConnection();
        } catch (CarawayException ours) {
            throw ours;
        } catch (RuntimeException ofPool) {
            throw SqlFailures.ofPool(ofPool);
        }
    }

    /**
     * Runs the work inside the thread's transaction, which commits or rolls back later, or without one as {@link
     * #alone} does.
     *
     * @param purpose the action, for messages: "The tasks could not be inserted"
     */
    public <T> T joining(String purpose, SqlWork<T> work) {
        if (!inTransaction()) {
            return alone(purpose, work);
        }
        try {
            return connected((connection, networkMillis) -> work.on(bounds.cancelling(connection, networkMillis)));
        } catch (SQLException failure) {
            throw translated(purpose, failure);
        }
    }

    /** As {@link #joining}, for work of exactly one round trip: without a transaction, the statement commits itself. */
    public <T> T joiningOne(String purpose, SqlWork<T> work) {
        return inTransaction() ? joining(purpose, work) : aloneInOne(purpose, work);
    }

    /**
     * Inspects the connection of the thread's transaction; returns {@code otherwise} without one. The work must not
     * send anything on it.
     */
    public <T> T ifJoining(String purpose, SqlWork<T> work, T otherwise) {
        if (!inTransaction()) {
            return otherwise;
        }
        try (Connection connection = open()) {
            return work.on(connection);
        } catch (SQLException failure) {
            throw translated(purpose, failure);
        } catch (RuntimeException wrapped) {
            throw translated(purpose, SqlFailures.unwrapped(wrapped));
        }
    }

    /** In {@code afterCompletion} the thread still has its transaction, but that is finished: nothing can join it. */
    private boolean inTransaction() {
        if (transactions == null) {
            return false;
        }
        int status = transactions.getTransactionStatus();
        return status != Status.STATUS_NO_TRANSACTION
                && status != Status.STATUS_COMMITTED
                && status != Status.STATUS_ROLLEDBACK;
    }

    /** The thread's transaction, which {@link #joining} would join, null if there is none. Equal for the same one. */
    public @Nullable Object transactionKey() {
        return transactions != null && inTransaction() ? transactions.getTransactionKey() : null;
    }

    private <T> T connected(BoundedWork<T> work) throws SQLException {
        try (Connection connection = open()) {
            return bounded(connection, work);
        } catch (RuntimeException wrapped) {
            throw SqlFailures.unwrapped(wrapped);
        }
    }

    /** Work on a connection that is given up after this time without an answer; 0 for never. */
    @FunctionalInterface
    private interface BoundedWork<T> {

        T on(Connection connection, int networkMillis) throws SQLException;
    }

    private <T> T bounded(Connection connection, BoundedWork<T> work) throws SQLException {
        NetworkBound bound = shortenTimeout(connection);
        try {
            return work.on(connection, bound.millis());
        } finally {
            bound.formerly().ifPresent(millis -> restoreTimeout(connection, millis));
        }
    }

    /**
     * A connection's network timeout.
     *
     * @param formerly what it was, empty if it was not changed: it was shorter, the driver has none, or the pool
     *     refuses to change it, as Open Liberty's does inside a global transaction (DSRA9250E). A connection that is
     *     broken shows that by itself as soon as it is used.
     */
    private record NetworkBound(int millis, OptionalInt formerly) {}

    private NetworkBound shortenTimeout(Connection connection) {
        try {
            int formerly = connection.getNetworkTimeout();
            if (formerly != 0 && formerly <= timeoutMillis) {
                return new NetworkBound(formerly, OptionalInt.empty());
            }
            connection.setNetworkTimeout(Runnable::run, timeoutMillis);
            return new NetworkBound(timeoutMillis, OptionalInt.of(formerly));
        } catch (SQLException withoutBound) {
            LOG.log(DEBUG, "The connection keeps its network timeout", withoutBound);
            return new NetworkBound(timeoutMillis, OptionalInt.empty());
        }
    }

    private static void restoreTimeout(Connection connection, int millis) {
        try {
            connection.setNetworkTimeout(Runnable::run, millis);
        } catch (SQLException | RuntimeException broken) {
            LOG.log(DEBUG, "The connection is broken; its pool will detect that", broken);
        }
    }

    /**
     * Runs the work in a transaction of its own, and again when the database aborted it in favour of another.
     *
     * @throws IllegalStateException inside the thread's transaction, which this would commit
     */
    public <T> T alone(String purpose, SqlWork<T> work) {
        return alone(purpose, work, committing(Plans.CHOSEN));
    }

    /** As {@link #alone}, with plans that do not depend on the table's statistics. */
    public <T> T alonePinned(String purpose, SqlWork<T> work) {
        return alone(purpose, work, committing(Plans.GENERIC));
    }

    /**
     * As {@link #alone}, for work of one round trip: a connection that commits each statement needs none for the
     * commit.
     */
    public <T> T aloneInOne(String purpose, SqlWork<T> work) {
        return alone(purpose, work, inOneIf(() -> true, Plans.CHOSEN));
    }

    /**
     * As {@link #aloneInOne} if a try takes one round trip, as {@link #alonePinned} if not; the condition is evaluated
     * before each try.
     */
    public <T> T aloneInOneIf(BooleanSupplier singleStatement, String purpose, SqlWork<T> work) {
        return alone(purpose, work, inOneIf(singleStatement, Plans.GENERIC));
    }

    private <T> Committing<T> inOneIf(BooleanSupplier singleStatement, Plans otherwise) {
        Committing<T> transaction = committing(otherwise);
        return (connection, networkMillis, work) ->
                bounds.singleStatements() && singleStatement.getAsBoolean() && connection.getAutoCommit()
                        ? work.on(bounds.cancelling(connection, networkMillis))
                        : transaction.commit(connection, networkMillis, work);
    }

    private <T> Committing<T> committing(Plans plans) {
        return (connection, networkMillis, work) -> committed(connection, networkMillis, plans, work);
    }

    private <T> T alone(String purpose, SqlWork<T> work, Committing<T> committing) {
        if (inTransaction()) {
            throw new IllegalStateException(
                    purpose + ": it would have committed the caller's transaction. This is a bug in Caraway.");
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return connected((connection, networkMillis) -> committing.commit(connection, networkMillis, work));
            } catch (SQLException failure) {
                if (attempt == TRIES || DatabaseFailure.ofOwn(failure) != DatabaseFailure.CONFLICT) {
                    throw translated(purpose, failure);
                }
                LOG.log(DEBUG, () -> purpose + " at first (SQLState " + failure.getSQLState() + "); trying again");
                pause(attempt);
            }
        }
    }

    /** Runs work and commits it. */
    @FunctionalInterface
    private interface Committing<T> {

        T commit(Connection connection, int networkMillis, SqlWork<T> work) throws SQLException;
    }

    /**
     * Runs the work as {@link #alone} does, for a caller that may have a transaction: the exception explains that this
     * method cannot join it.
     *
     * @throws IllegalStateException inside the thread's transaction
     */
    public <T> T aloneOnly(String purpose, SqlWork<T> work) {
        if (inTransaction()) {
            throw new IllegalStateException(
                    purpose + ": this commits in batches of its own; call it outside of a transaction");
        }
        return alone(purpose, work);
    }

    private <T> T committed(Connection connection, int networkMillis, Plans plans, SqlWork<T> work)
            throws SQLException {
        boolean formerly = connection.getAutoCommit();
        connection.setAutoCommit(false);
        Restoration restoration = Restoration.NONE;
        boolean committed = false;
        try {
            restoration = bounds.begin(connection, networkMillis, plans);
            T result = work.on(connection);
            connection.commit();
            committed = true;
            return result;
        } finally {
            if (!committed) {
                rollBack(connection);
            }
            restore(connection, formerly, restoration);
        }
    }

    /** The original failure is thrown; a second one, of a broken connection, would only hide it. */
    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException | RuntimeException broken) {
            LOG.log(DEBUG, "The rollback failed; the database rolls back when the connection closes", broken);
        }
    }

    private static void restore(Connection connection, boolean autoCommit, Restoration restoration) {
        try {
            restoration.restore();
            connection.setAutoCommit(autoCommit);
        } catch (SQLException | RuntimeException broken) {
            LOG.log(DEBUG, "The connection is broken; its pool will detect that", broken);
        }
    }

    private static void pause(int attempt) {
        long millis = ThreadLocalRandom.current().nextLong(1, LONGEST_PAUSE_MILLIS * attempt / TRIES + 2);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
