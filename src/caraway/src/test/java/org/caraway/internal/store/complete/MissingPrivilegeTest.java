package org.caraway.internal.store.complete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.PostgresOnly;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A role of the application that lacks a privilege for a while, or does not find the tables. */
@PostgresOnly
class MissingPrivilegeTest {

    private static final String USER = "completing_application";

    private final MigratedDatabase database;
    private final StoreUnderTest owner;
    private final Store application;

    MissingPrivilegeTest(MigratedDatabase database) throws SQLException {
        this.database = database;
        owner = new StoreUnderTest(database.dataSource());
        database.execute("CREATE ROLE " + USER + " LOGIN");
        grant();
        application = JdbcStore.open(database.dataSourceOf(USER), Duration.ofSeconds(10), null);
    }

    @BeforeEach
    void grant() {
        database.execute("GRANT USAGE ON SCHEMA public TO " + USER);
        database.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO " + USER);
        database.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO " + USER);
    }

    @AfterEach
    void drop() {
        database.execute("DROP OWNED BY " + USER);
        database.execute("DROP ROLE " + USER);
    }

    @Test
    void keepsCompletionsUntilItIsGranted() {
        List<AttemptCompletion> completions = completions();
        database.execute("REVOKE INSERT ON caraway_finished FROM " + USER);

        assertThatThrownBy(() -> application.completions().completeUnlocked(completions, Duration.ofMillis(100)))
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessageContaining("check privileges, search path and migration (SQLState 42501)");
        grant();

        assertThat(application
                        .completions()
                        .completeUnlocked(completions, Duration.ofMillis(100))
                        .lost())
                .isEmpty();
    }

    @Test
    void keepsCompletionsUntilTheTablesAreFound() {
        List<AttemptCompletion> completions = completions();
        database.execute("ALTER TABLE caraway_finished RENAME TO caraway_finished_moved");

        try {
            assertThatThrownBy(() -> application.completions().completeUnlocked(completions, Duration.ofMillis(100)))
                    .isInstanceOf(QueueUnavailableException.class)
                    .hasMessageContaining("(SQLState 42P01)");
        } finally {
            database.execute("ALTER TABLE caraway_finished_moved RENAME TO caraway_finished");
        }

        assertThat(application
                        .completions()
                        .completeUnlocked(completions, Duration.ofMillis(100))
                        .lost())
                .isEmpty();
    }

    private List<AttemptCompletion> completions() {
        return List.of(new AttemptCompletion(owner.started(), new Transition.Succeed("1"), null, null));
    }
}
