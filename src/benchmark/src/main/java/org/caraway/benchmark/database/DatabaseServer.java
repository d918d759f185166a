package org.caraway.benchmark.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where fresh databases come from: a real PostgreSQL on loopback, started here with the same settings for every
 * contender, or H2 in memory, which only Caraway supports. Thread-safe; deleted when closed.
 */
public final class DatabaseServer implements AutoCloseable {

    /**
     * The start gives {@code -F} and {@code synchronous_commit=off}, which make commits cheap and losable; these win.
     */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("wal_compression", "off"),
            Map.entry("shared_buffers", "512MB"),
            Map.entry("max_wal_size", "16GB"),
            Map.entry("checkpoint_timeout", "30min"),
            Map.entry("max_connections", "300"),
            Map.entry("autovacuum", "on"));

    private final @Nullable EmbeddedPostgres server;
    private final Map<String, String> settings;

    private DatabaseServer(@Nullable EmbeddedPostgres server, Map<String, String> settings) {
        this.server = server;
        this.settings = settings;
    }

    /**
     * Starts one.
     *
     * @param kind {@code postgresql} or {@code h2}
     * @param fsync {@code on}, or {@code off} to exclude the speed of the disk: commits then wait for the operating
     *     system only
     */
    public static DatabaseServer start(String kind, String fsync) {
        Map<String, String> settings = new TreeMap<>(SETTINGS);
        if (!fsync.equals("on") && !fsync.equals("off")) {
            throw new IllegalArgumentException("--fsync is '" + fsync + "'; use on or off");
        }
        settings.put("fsync", fsync);
        return switch (kind) {
            case "h2" -> new DatabaseServer(null, Map.of());
            case "postgresql" -> new DatabaseServer(postgresql(settings), settings);
            default -> throw new IllegalArgumentException("'" + kind + "' is no database; use postgresql or h2");
        };
    }

    private static EmbeddedPostgres postgresql(Map<String, String> settings) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        settings.forEach(builder::setServerConfig);
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException("The embedded PostgreSQL did not start", failure);
        }
    }

    /** Makes a database that nobody has used. */
    public Database fresh() {
        String name = "b" + UUID.randomUUID().toString().replace("-", "");
        if (server == null) {
            return Database.connected("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1", () -> {});
        }
        execute(server, "CREATE DATABASE " + name);
        return Database.connected(
                server.getJdbcUrl("postgres", name) + "&reWriteBatchedInserts=true",
                () -> execute(server, "DROP DATABASE " + name + " WITH (FORCE)"));
    }

    private static void execute(EmbeddedPostgres server, String sql) {
        try (Connection connection = DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException("PostgreSQL refused: " + sql, failure);
        }
    }

    /**
     * The version and settings that the server reports.
     *
     * @throws IllegalStateException if it has other settings than those that it was given
     */
    public Map<String, String> description() {
        if (server == null) {
            return Map.of("database", "H2 " + org.h2.engine.Constants.VERSION + " in memory");
        }
        Map<String, String> description = new LinkedHashMap<>();
        try (Connection connection = DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
                Statement statement = connection.createStatement()) {
            description.put("database", show(statement, "server_version", "PostgreSQL "));
            for (String setting : settings.keySet()) {
                description.put(setting, show(statement, setting, ""));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("PostgreSQL did not return its settings", failure);
        }
        settings.forEach((setting, value) -> {
            if (!value.equals(description.get(setting))) {
                throw new IllegalStateException("PostgreSQL has " + setting + "=" + description.get(setting) + ", not "
                        + value + "; the measurement would not be comparable");
            }
        });
        return description;
    }

    private static String show(Statement statement, String setting, String prefix) throws SQLException {
        try (ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return prefix + row.getString(1);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            try {
                server.close();
            } catch (IOException failure) {
                throw new UncheckedIOException("The embedded PostgreSQL did not stop", failure);
            }
        }
    }
}
