package org.caraway.testing.internal;

import com.arjuna.ats.jta.cdi.TransactionExtension;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigProviderResolver;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.caraway.internal.cdi.CarawayExtension;
import org.caraway.internal.cdi.runtime.Lifecycle;
import org.caraway.internal.cdi.runtime.OnDemandWorkers;
import org.caraway.internal.store.Store;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/**
 * An application without a server: its beans in CDI SE, a database in memory, transactions, an executor. Each has
 * names, a database and a configuration of its own, so that several may run beside one another. Thread-safe.
 */
public final class TestServer implements AutoCloseable {

    private static final int CONNECTIONS = 32;
    private static final Duration ACQUISITION = Duration.ofSeconds(10);

    private final String id = UUID.randomUUID().toString();
    private final ClassLoader loader;
    private final Threads threads;
    private final AgroalDataSource pool;
    private final ShiftedClock clock;
    private final SmallRyeConfig config;
    private final WeldContainer container;

    /** Starts the application. */
    public TestServer(List<Class<?>> beans, Map<String, String> settings) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        loader = new ClassLoader(before) {};
        threads = new Threads(loader);
        pool = pool();
        clock = new ShiftedClock(pool);
        Naming.bind(name("datasource"), clock.source());
        Naming.bind(name("executor"), threads.executor());
        config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(all(settings), "caraway-testing", 1_000))
                .build();
        thread.setContextClassLoader(loader);
        try {
            SmallRyeConfigProviderResolver.instance().registerConfig(config, loader);
            container = new Weld("caraway-testing-" + id)
                    .disableDiscovery() // of beans, and of extensions as well
                    .extensions(new CarawayExtension(), new TransactionExtension())
                    .beanClasses(beans.toArray(Class[]::new))
                    .initialize();
        } catch (RuntimeException | Error failed) {
            release();
            throw failed;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private AgroalDataSource pool() {
        try {
            return AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(configured -> configured
                            .maxSize(CONNECTIONS)
                            .acquisitionTimeout(ACQUISITION)
                            .transactionIntegration(Transactions.ofThisJvm().integration())
                            .connectionFactoryConfiguration(
                                    factory -> factory.jdbcUrl("jdbc:h2:mem:" + id + ";DB_CLOSE_DELAY=-1"))));
        } catch (SQLException failed) {
            throw new IllegalStateException("The database in memory was not opened", failed);
        }
    }

    private Map<String, String> all(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "caraway.datasource", name("datasource"),
                "caraway.executor", name("executor"),
                "caraway.schema", "migrate",
                "caraway.worker.enabled", "false",
                "caraway.poll-interval", "PT0.05S"));
        all.putAll(settings);
        return all;
    }

    private String name(String resource) {
        return "caraway-testing/" + id + "/" + resource;
    }

    /** A bean of the application. */
    public <T> T bean(Class<T> type) {
        return container.select(type).get();
    }

    /** Its data source. */
    public DataSource dataSource() {
        return clock.source();
    }

    /** How far its clock is ahead of the real one. */
    public Duration ahead() {
        return clock.ahead();
    }

    /** Moves its clock. */
    public void setAhead(Duration ahead) {
        try {
            clock.set(ahead);
        } catch (SQLException failed) {
            throw new IllegalStateException("The clock was not moved", failed);
        }
    }

    /** Starts a worker. */
    public OnDemandWorkers.Running startWorker(UnaryOperator<Store> between) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return workers().start(between);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private OnDemandWorkers workers() {
        return bean(Lifecycle.class).start().workers();
    }

    /** A number that the database counts. */
    public long count(String sql) {
        try (Connection connection = clock.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException("The database did not answer " + sql, failed);
        }
    }

    /** Empties all tables; the schedules are then as the code declares them. */
    public void clear() {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("""
                    SELECT table_name
                      FROM information_schema.tables
                     WHERE table_schema = CURRENT_SCHEMA
                       AND table_type = 'BASE TABLE'
                       AND LOWER(table_name) LIKE 'caraway!_%' ESCAPE '!'
                       AND LOWER(table_name) <> 'caraway_schema_history'""")) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
            for (String table : tables) {
                statement.execute("DELETE FROM \"" + table + "\"");
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("The tables were not emptied", failed);
        }
        workers().declareSchedules();
    }

    @Override
    public void close() {
        try {
            container.close();
        } finally {
            release();
        }
    }

    private void release() {
        SmallRyeConfigProviderResolver.instance().releaseConfig(config);
        threads.close();
        Naming.unbind(name("datasource"));
        Naming.unbind(name("executor"));
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException closed) {
            // H2 closes the connection that asks for it
        }
        pool.close();
    }
}
