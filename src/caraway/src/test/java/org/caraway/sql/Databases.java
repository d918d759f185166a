package org.caraway.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.caraway.internal.store.Schema;
import org.h2.jdbcx.JdbcDataSource;

/** An H2 and a PostgreSQL with Caraway's tables, by the names of their folders in {@code sql}. Thread-safe. */
final class Databases implements AutoCloseable {

    private final EmbeddedPostgres server;
    private final Map<String, DataSource> byName;

    private Databases(EmbeddedPostgres server) {
        this.server = server;
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        byName = Map.of("h2", h2, "postgresql", server.getPostgresDatabase());
        byName.values().forEach(database -> new Schema(database).migrate());
    }

    static Databases start() throws IOException {
        return new Databases(EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start());
    }

    DataSource get(String name) {
        DataSource database = byName.get(name);
        if (database == null) {
            throw new IllegalArgumentException("No database '" + name + "'; there are " + byName.keySet());
        }
        return database;
    }

    void execute(String sql) throws SQLException {
        for (DataSource database : byName.values()) {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() throws IOException, SQLException {
        try (Connection h2 = get("h2").getConnection();
                Statement statement = h2.createStatement()) {
            statement.execute("SHUTDOWN");
        }
        server.close();
    }
}
