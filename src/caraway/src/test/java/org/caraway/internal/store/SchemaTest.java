package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
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
                        + " caraway.schema=migrate, or let your administrator apply it with Flyway and the history table"
                        + " caraway_schema_history");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsUnavailable() {
        JdbcDataSource nowhere = new JdbcDataSource();
        nowhere.setURL("jdbc:h2:tcp://127.0.0.1:1/nowhere");

        assertThatThrownBy(() -> new Schema(nowhere)).isInstanceOf(QueueUnavailableException.class);
    }
}
