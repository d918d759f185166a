package org.caraway.test;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/** A database with Caraway's tables, which its test class alone uses. Thread-safe. */
public final class MigratedDatabase implements AutoCloseable {

    private final TestDatabase kind;
    private final String name;
    private final Function<String, DataSource> dataSources;
    private final Runnable drop;

    /** A database that {@code dataSources} opens for a user, or for its owner if the user is empty. */
    MigratedDatabase(TestDatabase kind, String name, Function<String, DataSource> dataSources, Runnable drop) {
        this.kind = kind;
        this.name = name;
        this.dataSources = dataSources;
        this.drop = drop;
    }

    /** The same, whose connections have this isolation level by default. */
    MigratedDatabase with(Isolation level) {
        return level == Isolation.READ_COMMITTED
                ? this
                : new MigratedDatabase(kind, name + ", " + level, user -> level.of(dataSources.apply(user)), drop);
    }

    /** The same, for somebody who is not the last one to use it: closing it does not drop it. */
    MigratedDatabase shared() {
        return new MigratedDatabase(kind, name, dataSources, () -> {});
    }

    /** The same, whose owner's connections are kept in a pool; H2 needs none, as its connections cost little. */
    MigratedDatabase pooled() {
        if (kind == TestDatabase.H2) {
            return this;
        }
        HikariConfig settings = new HikariConfig();
        settings.setDataSource(dataSources.apply(""));
        settings.setMaximumPoolSize(40);
        settings.setMinimumIdle(0);
        HikariDataSource pool = new HikariDataSource(settings);
        return new MigratedDatabase(kind, name, user -> user.isEmpty() ? pool : dataSources.apply(user), () -> {
            pool.close();
            drop.run();
        });
    }

    /** Which database it is. */
    public TestDatabase kind() {
        return kind;
    }

    /** Opens connections as the owner of the tables. */
    public DataSource dataSource() {
        return dataSources.apply("");
    }

    /** Opens connections as this user; of PostgreSQL only. */
    public DataSource dataSourceOf(String user) {
        return dataSources.apply(user);
    }

    /** Executes one statement in a transaction of its own. */
    public void execute(String sql) {
        execute(dataSource(), sql);
    }

    static void execute(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new AssertionError("Failed on the test's database: " + sql, failure);
        }
    }

    /** The number in the first column of the first row. */
    public long number(String sql) {
        return Long.parseLong(texts(sql).get(0));
    }

    /** The first column of all rows. */
    public List<String> texts(String sql) {
        List<String> texts = new ArrayList<>();
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        } catch (SQLException failure) {
            throw new AssertionError("Failed on the test's database: " + sql, failure);
        }
        return texts;
    }

    /** How the database would execute a statement without parameters. */
    public String plan(String statement) {
        return String.join("\n", texts("EXPLAIN " + statement));
    }

    /** Drops it. */
    @Override
    public void close() {
        drop.run();
    }

    /** How it is shown in the name of a test. */
    @Override
    public String toString() {
        return name;
    }
}
