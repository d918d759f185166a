package org.caraway.internal.store;

import static java.lang.System.Logger.Level.DEBUG;
import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.caraway.CarawayException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/**
 * Caraway's tables in the application's database. Flyway migrates them, under a history table of Caraway's own, {@code
 * caraway_schema_history}, separate from the application's own migrations. Thread-safe.
 */
public final class Schema {

    private static final System.Logger LOG = System.getLogger(Schema.class.getName());
    private static final int TRIES = 4;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final String FILES = "META-INF/caraway/sql/";
    private static final String SERVERS_OWN = "java:comp/DefaultDataSource";
    private static final String HISTORY = "caraway_schema_history";

    private final DataSource dataSource;
    private final Flyway flyway;
    private final String folder;

    /** The schema that connections of this data source use by default. */
    public Schema(DataSource dataSource) {
        this(dataSource, Schema.class.getClassLoader());
    }

    /** With the migrations that this class loader finds. */
    Schema(DataSource dataSource, ClassLoader classLoader) {
        this.dataSource = dataSource;
        folder = Databases.of(dataSource).dialect().folder();
        flyway = Flyway.configure(classLoader)
                .dataSource(dataSource)
                .locations("classpath:" + FILES + folder)
                .failOnMissingLocations(true) // else a server that hides them would get no tables, and no error
                .table(HISTORY)
                .baselineOnMigrate(true) // the schema may hold the application's tables
                .baselineVersion("0")
                .load();
    }

    /** Whether Caraway applies missing migrations by default: on H2, where nobody else would. */
    public boolean migratesByDefault() {
        return folder.equals("h2");
    }

    /**
     * Why this database hardly is the one that was meant: it is H2, behind the server's own data source, of which
     * nobody has said anything. Absent for any other.
     *
     * @param name the JNDI name of the data source
     */
    public Optional<String> doubt(String name) {
        return name.equals(SERVERS_OWN) && folder.equals("h2")
                ? Optional.of("Tasks are kept in the server's own data source " + SERVERS_OWN + ", which is H2 at "
                        + Databases.urlOf(dataSource) + ", and may be gone when the server starts anew. Set"
                        + " caraway.datasource to the data source of the application")
                : Optional.empty();
    }

    /**
     * Applies missing migrations. Safe to call on several nodes at once: Flyway lets one node migrate first, unless the
     * nodes find a database without the history table. Then the second node may find that table created and still
     * empty, and fails; so it tries again.
     *
     * @throws CarawayException if a migration fails, or an applied one has been changed since
     */
    public void migrate() {
        for (int attempt = 1; !migrated(attempt == TRIES); attempt++) {
            LockSupport.parkNanos(PAUSE.multipliedBy(attempt).toNanos());
        }
    }

    private boolean migrated(boolean lastTry) {
        try {
            flyway.migrate();
            return true;
        } catch (FlywayException failure) {
            if (!lastTry) {
                LOG.log(DEBUG, () -> "The migration of the tables is tried again: " + failure.getMessage());
                return false;
            }
            throw new CarawayException(
                    "Caraway's tables could not be migrated from sql/" + folder + ": " + failure.getMessage(), failure);
        }
    }

    /**
     * Checks that no migration is missing.
     *
     * @throws CarawayException naming the files that have not been applied, and the fix
     */
    public void check() {
        try {
            MigrationInfo[] pending = flyway.info().pending();
            if (pending.length > 0) {
                throw new CarawayException("Caraway's tables are not up to date: " + files(pending)
                        + " not applied. Start once with caraway.schema=migrate, or let your administrator apply it"
                        + " with Flyway and the history table " + HISTORY);
            }
        } catch (FlywayException failure) {
            throw new CarawayException("Caraway's tables could not be checked: " + failure.getMessage(), failure);
        }
    }

    private String files(MigrationInfo[] pending) {
        return Arrays.stream(pending)
                .map(migration -> "sql/" + folder + "/" + migration.getScript())
                .collect(joining(", ", "", pending.length == 1 ? " is" : " are"));
    }
}
