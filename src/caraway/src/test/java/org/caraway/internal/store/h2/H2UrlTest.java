package org.caraway.internal.store.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.caraway.internal.engine.LogLines;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Schema;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class H2UrlTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:async:./data/caraway;DB_CLOSE_ON_EXIT=FALSE",
                "jdbc:h2:async:~/caraway;MODE=PostgreSQL;db_close_on_exit=false",
                "jdbc:h2:mem:test;DB_CLOSE_DELAY=-1",
                "jdbc:h2:tcp://127.0.0.1:9092/caraway",
            })
    void thatIsSafeHasNoProblem(String url) {
        assertThat(new H2Url(url, true).problems()).isEmpty();
    }

    @Test
    void ofAFileNamesThePartsToAdd() {
        List<String> problems = new H2Url("jdbc:h2:file:./data/caraway", true).problems();

        assertThat(problems).hasSize(2);
        assertThat(problems.get(0)).contains("'jdbc:h2:async:'");
        assertThat(problems.get(1)).endsWith("add ';DB_CLOSE_ON_EXIT=FALSE' to the URL");
    }

    @Test
    void withAutoServerNamesThePartToRemove() {
        assertThat(new H2Url("jdbc:h2:async:./data/caraway;AUTO_SERVER=TRUE", true).problems())
                .singleElement()
                .asString()
                .endsWith("add ';DB_CLOSE_ON_EXIT=FALSE' to the URL and remove ';AUTO_SERVER=TRUE', with which H2"
                        + " refuses it");
    }

    @Test
    void withoutItsSettingsIsJudgedByItsBeginning() {
        assertThat(new H2Url("jdbc:h2:async:./data/caraway", false).problems()).isEmpty();
        assertThat(new H2Url("jdbc:h2:./data/caraway", false).problems()).hasSize(1);
    }

    @Test
    void isReportedWhenTheStoreOpens() {
        JdbcDataSource unsafe = file("jdbc:h2:file:", ";AUTO_SERVER=TRUE");

        assertThat(warnings(unsafe))
                .hasSize(2)
                .allMatch(line -> line.startsWith("The data source of tasks is not safe"));
        assertThat(warnings(file("jdbc:h2:async:", ";DB_CLOSE_ON_EXIT=FALSE"))).isEmpty();
    }

    private static List<String> warnings(JdbcDataSource dataSource) {
        new Schema(dataSource).migrate();
        try (LogLines lines = new LogLines("org.caraway.internal.store.Databases")) {
            JdbcStore.open(dataSource, PATIENCE, null);
            return lines.all();
        }
    }

    /** With {@code jdbc:h2:file:} this statement, or the next, finds its file closed. */
    @Test
    void withAsyncAnInterruptDoesNotCloseTheFile() throws Exception {
        JdbcDataSource database = file("jdbc:h2:async:", ";DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=16");
        try (Connection kept = database.getConnection();
                Statement statement = kept.createStatement()) {
            statement.execute("CREATE TABLE wide AS SELECT x AS id, repeat('x', 1000) AS v FROM SYSTEM_RANGE(1, 4000)");
            statement.execute("CHECKPOINT");

            assertThat(readInterrupted(database)).isEmpty();
            statement.executeQuery("SELECT SUM(LENGTH(v)) FROM wide");
        }
    }

    private static Optional<SQLException> readInterrupted(JdbcDataSource database) throws InterruptedException {
        AtomicReference<SQLException> failure = new AtomicReference<>();
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                Thread.currentThread().interrupt();
                interrupted.countDown();
                statement.executeQuery("SELECT SUM(LENGTH(v)) FROM wide");
            } catch (SQLException closed) {
                failure.set(closed);
            }
        });
        reader.start();
        interrupted.await();
        reader.join();
        return Optional.ofNullable(failure.get());
    }

    private JdbcDataSource file(String prefix, String settings) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(prefix + folder.resolve("caraway" + settings.length()) + settings);
        return database;
    }
}
