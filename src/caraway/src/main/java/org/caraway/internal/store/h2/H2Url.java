package org.caraway.internal.store.h2;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The URL of an H2 database, as far as it decides whether tasks survive the end of the server and interrupts.
 * Immutable.
 *
 * <p>By default H2 closes a database in a shutdown hook of its own, before the server has stopped the application. And
 * an interrupt that meets H2's reading or writing of a file closes that file for everybody (h2database/h2database#227);
 * the file system {@code async:} has no such channel, and {@code retry:} is not reliable (#2610). H2 refuses {@code
 * AUTO_SERVER=TRUE} together with {@code DB_CLOSE_ON_EXIT=FALSE}.
 */
final class H2Url {

    private static final String PREFIX = "jdbc:h2:";
    private static final List<String> NOT_IN_A_FILE = List.of("mem:", "tcp:", "ssl:", "nioMemFS:", "memFS:");

    private final String url;
    private final boolean complete;

    /**
     * An URL.
     *
     * @param complete whether it has its settings; a connection knows only the part before them
     */
    H2Url(String url, boolean complete) {
        this.url = url;
        this.complete = complete;
    }

    /** The URL behind a data source. */
    static H2Url of(DataSource dataSource) throws SQLException {
        Optional<String> configured = configured(dataSource);
        if (configured.isPresent()) {
            return new H2Url(configured.get(), true);
        }
        try (Connection connection = dataSource.getConnection()) {
            String known = connection.getMetaData().getURL();
            return new H2Url(known == null ? "" : known, false);
        }
    }

    /** H2's own data source has it, whose classes this application may not see. */
    private static Optional<String> configured(DataSource dataSource) {
        try {
            DataSource own = dataSource.unwrap(DataSource.class);
            return Optional.ofNullable(
                    (String) own.getClass().getMethod("getURL").invoke(own));
        } catch (SQLException | ReflectiveOperationException | ClassCastException otherPool) {
            return Optional.empty();
        }
    }

    /** What is to be changed, each as a sentence that names the part of the URL; empty if nothing is. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!url.startsWith(PREFIX) || NOT_IN_A_FILE.stream().anyMatch(name -> url.startsWith(PREFIX + name))) {
            return problems;
        }
        if (!url.startsWith(PREFIX + "async:")) {
            problems.add("An interrupt of a thread that reads H2's file closes the database for everybody: begin the"
                    + " URL with 'jdbc:h2:async:' instead of 'jdbc:h2:' or 'jdbc:h2:file:'");
        }
        if (complete && !hasSetting("DB_CLOSE_ON_EXIT=FALSE")) {
            problems.add("H2 closes its database when the server begins to stop, before running tasks have ended: add"
                    + " ';DB_CLOSE_ON_EXIT=FALSE' to the URL"
                    + (hasSetting("AUTO_SERVER=TRUE")
                            ? " and remove ';AUTO_SERVER=TRUE', with which H2 refuses it"
                            : ""));
        }
        return problems;
    }

    private boolean hasSetting(String setting) {
        return url.toUpperCase(Locale.ROOT).contains(";" + setting);
    }
}
