package org.caraway.internal.store;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.caraway.CarawayException;
import org.caraway.internal.store.database.Database;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.h2.H2Database;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.ReadCommitted;
import org.caraway.internal.store.jdbc.ServerBounds;
import org.caraway.internal.store.postgres.PostgresDatabase;

/** Detects the kind of database behind a data source. */
final class Databases {

    private static final System.Logger LOG = System.getLogger(Databases.class.getName());

    /** How long the query for the kind of database may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * The database behind this data source.
     *
     * @throws CarawayException if there is none, or the version is too old
     */
    static Database of(DataSource dataSource) {
        return new Connections(dataSource, null, PATIENCE)
                .alone("The kind of database could not be detected", connection -> {
                    String product = connection.getMetaData().getDatabaseProductName();
                    int major = connection.getMetaData().getDatabaseMajorVersion();
                    String version = connection.getMetaData().getDatabaseProductVersion();
                    return switch (product) {
                        case "H2" -> checked(new H2Database(), H2Database.supports(version), "H2 2.2.220", version);
                        case "PostgreSQL" -> checked(new PostgresDatabase(), major >= 13, "PostgreSQL 13", version);
                        default ->
                            throw new CarawayException(
                                    "Caraway runs on H2 2.2.220 or newer and on PostgreSQL 13 or newer," + " not on "
                                            + product + " " + version + "; let caraway.datasource name one of those");
                    };
                });
    }

    /** Where the database lies, without the options that follow: {@code jdbc:h2:file:/data/shop}. */
    static String urlOf(DataSource dataSource) {
        return new Connections(dataSource, null, PATIENCE).alone("The database could not be located", connection -> {
            String url = String.valueOf(connection.getMetaData().getURL());
            int options = url.indexOf(';');
            return options < 0 ? url : url.substring(0, options);
        });
    }

    /** Logs what is wrong with how the data source opens its database; tasks run nevertheless. */
    static void warn(Database database, DataSource dataSource) {
        try {
            database.problems(dataSource)
                    .forEach(problem -> LOG.log(WARNING, () -> "The data source of tasks is not safe. " + problem));
        } catch (SQLException unknown) {
            LOG.log(DEBUG, "The URL of the data source could not be read", unknown);
        }
    }

    /** Whether the connections of this data source are READ COMMITTED unless told otherwise. */
    static boolean readsCommitted(DataSource dataSource) {
        return new Connections(dataSource, null, PATIENCE)
                .alone(
                        "The isolation level of the database's connections was not read",
                        connection -> connection.getTransactionIsolation() == Connection.TRANSACTION_READ_COMMITTED);
    }

    /** What the server itself bounds, with a warning if its connections have another isolation level. */
    static ServerBounds bounds(DataSource dataSource, Dialect dialect) {
        if (readsCommitted(dataSource)) {
            return dialect.bounds();
        }
        LOG.log(
                WARNING,
                "The isolation level of the data source's connections is not READ COMMITTED. Caraway sets it for its own"
                        + " transactions, at some cost; inside transactions of the application tasks cannot have ids"
                        + " that the caller chose, and conflicts are errors. Let the pool have READ COMMITTED");
        return new ReadCommitted(dialect.bounds());
    }

    private static Database checked(Database database, boolean supported, String oldest, String version) {
        if (!supported) {
            throw new CarawayException("Caraway needs " + oldest + " or newer; this database is of version " + version);
        }
        return database;
    }

    private Databases() {}
}
