package org.caraway.test;

import java.util.UUID;
import javax.sql.DataSource;
import org.caraway.internal.store.Schema;
import org.h2.jdbcx.JdbcDataSource;

/** A database that Caraway supports and tests can open. */
public enum TestDatabase {
    /** In memory. */
    H2 {
        @Override
        public MigratedDatabase open() {
            DataSource database = emptyH2();
            new Schema(database).migrate();
            return new MigratedDatabase(
                    this, "H2", user -> database, () -> MigratedDatabase.execute(database, "SHUTDOWN"));
        }
    },

    /** On the one server of this JVM. */
    POSTGRESQL {
        @Override
        public MigratedDatabase open() {
            PostgresServer server = PostgresServer.shared();
            String name = server.create();
            return new MigratedDatabase(
                    this, "PostgreSQL", user -> server.database(user, name), () -> server.drop(name));
        }
    };

    /** A new database with Caraway's tables, which are empty. */
    public abstract MigratedDatabase open();

    /** A new database in memory without any table. */
    public static JdbcDataSource emptyH2() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return database;
    }
}
