package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.caraway.CarawayException;
import org.caraway.QueueUnavailableException;
import org.caraway.test.TestDatabase;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class SchemaTest {

    private final JdbcDataSource database = TestDatabase.emptyH2();

    @Test
    void migratingTwiceDoesNothingTheSecondTime() {
        new Schema(database).migrate();

        assertThatCode(() -> new Schema(database).migrate()).doesNotThrowAnyException();
        assertThatCode(() -> new Schema(database).check()).doesNotThrowAnyException();
    }

    /** H2 2.4 rejects every row there: https://github.com/h2database/h2database/issues/4302. */
    @Test
    void noCheckOfTheTablesOfH2HasAList() throws SQLException {
        new Schema(database).migrate();

        List<String> lists = new ArrayList<>();
        try (Connection connection = database.getConnection();
                ResultSet checks = connection
                        .createStatement()
                        .executeQuery("SELECT check_clause FROM information_schema.check_constraints")) {
            while (checks.next()) {
                if (checks.getString(1).matches("(?is).*\\bIN\\s*\\(.*")) {
                    lists.add(checks.getString(1));
                }
            }
        }

        assertThat(lists).isEmpty();
    }

    @Test
    void theServersOwnH2IsDoubtedAndLocated() {
        Schema schema = new Schema(database);

        assertThat(schema.doubt("java:comp/DefaultDataSource")).hasValueSatisfying(doubt -> assertThat(doubt)
                .contains("which is H2 at jdbc:h2:mem:", "Set caraway.datasource")
                .doesNotContain(";"));
        assertThat(schema.doubt("jdbc/shop")).isEmpty();
    }

    @Test
    void theTablesStandBesideThoseOfTheApplication() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute("CREATE TABLE invoice (id BIGINT PRIMARY KEY)");
        }

        new Schema(database).migrate();

        assertThatCode(() -> new Schema(database).check()).doesNotThrowAnyException();
    }

    @Test
    void theMigrationsAreFoundWhateverTheThreadsClassLoaderIs() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            new Schema(database).migrate();
        } finally {
            thread.setContextClassLoader(before);
        }

        assertThatCode(() -> new Schema(database).check()).doesNotThrowAnyException();
    }

    @Test
    void migrationsThatTheClassLoaderDoesNotFindStopTheStart() {
        ClassLoader hiding = new ClassLoader(Schema.class.getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                return name.startsWith("META-INF/caraway/") ? Collections.emptyEnumeration() : super.getResources(name);
            }
        };

        assertThatThrownBy(() -> new Schema(database, hiding).migrate())
                .isInstanceOf(CarawayException.class)
                .hasMessageContaining("META-INF/caraway/sql/h2");
    }

    /** Flyway finds no folder through a class loader of IBM without it. */
    @Test
    void theFileThatOpenLibertyNeedsIsBesideTheMigrations() {
        ClassLoader loader = Schema.class.getClassLoader();

        assertThat(loader.getResource("META-INF/caraway/sql/h2/flyway.location"))
                .isNotNull();
        assertThat(loader.getResource("META-INF/caraway/sql/postgresql/flyway.location"))
                .isNotNull();
    }

    @Test
    void twoNodesMayMigrateAtOnce() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(2);
        try {
            Future<?> one = nodes.submit(() -> new Schema(database).migrate());
            Future<?> two = nodes.submit(() -> new Schema(database).migrate());
            one.get(60, TimeUnit.SECONDS);
            two.get(60, TimeUnit.SECONDS);
        } finally {
            nodes.shutdownNow();
        }

        assertThatCode(() -> new Schema(database).check()).doesNotThrowAnyException();
    }

    @Test
    void aMissingVersionIsNamedWithItsFileAndTheFix() {
        assertThatThrownBy(() -> new Schema(database).check())
                .isInstanceOf(CarawayException.class)
                .hasMessage("Caraway's tables are not up to date: sql/h2/V1__tasks.sql is not applied. Start once with"
                        + " caraway.schema=migrate, or let your administrator apply it with Flyway and the"
                        + " history table caraway_schema_history");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsUnavailable() {
        JdbcDataSource nowhere = new JdbcDataSource();
        nowhere.setURL("jdbc:h2:tcp://127.0.0.1:1/nowhere");

        assertThatThrownBy(() -> new Schema(nowhere)).isInstanceOf(QueueUnavailableException.class);
    }
}
