package org.caraway.internal.store;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.type.TypeFactory;
import java.util.Arrays;
import javax.sql.DataSource;
import org.caraway.CarawayException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/**
 * Caraway's tables in the application's database: brought up to date by Flyway, under a history table of Caraway's own,
 * {@code caraway_schema_history}, beside whatever migrations the application has. Thread-safe.
 */
public final class Schema {

    private static final String FILES = "META-INF/caraway/sql/";
    private static final String HISTORY = "caraway_schema_history";

    private final Flyway flyway;
    private final String folder;

    /** The schema that connections of this data source use by default. */
    public Schema(DataSource dataSource) {
        folder = Dialect.of(dataSource).folder();
        flyway = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:" + FILES + folder)
                .table(HISTORY)
                .baselineOnMigrate(true) // the schema may hold the application's tables
                .baselineVersion("0")
                .load();
    }

    /** Whether the tables are brought up to date unless told otherwise: on H2, where nobody else would. */
    public boolean migratesByDefault() {
        return folder.equals("h2");
    }

    /**
     * Applies what is missing. Safe to call on several nodes at once: Flyway lets one go first.
     *
     * @throws CarawayException if a migration fails, or an applied one has been changed since
     */
    public void migrate() {
        try {
            flyway.migrate();
        } catch (FlywayException failure) {
            throw new CarawayException(
                    "Caraway's tables could not be brought up to date from sql/" + folder + ": " + failure.getMessage(),
                    failure);
        } finally {
            forgetTypes();
        }
    }

    /**
     * Checks that nothing is missing.
     *
     * @throws CarawayException naming the files that have not been applied, and what to do
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
        } finally {
            forgetTypes();
        }
    }

    /**
     * Flyway has Jackson look at its classes, and Jackson remembers them in a static cache. On a server with a Jackson of its
     * own, which Payara is, that would keep the application's class loader alive after it was undeployed.
     */
    private static void forgetTypes() {
        TypeFactory.defaultInstance().clearCache();
    }

    private String files(MigrationInfo[] pending) {
        return Arrays.stream(pending)
                .map(migration -> "sql/" + folder + "/" + migration.getScript())
                .collect(joining(", ", "", pending.length == 1 ? " is" : " are"));
    }
}
