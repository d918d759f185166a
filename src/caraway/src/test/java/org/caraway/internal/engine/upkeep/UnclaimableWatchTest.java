package org.caraway.internal.engine.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.caraway.internal.engine.lease.Lease;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.worker.Unclaimable;
import org.caraway.internal.store.worker.Unclaimable.Lacking;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnclaimableWatchTest {

    private final Logger logger = Logger.getLogger(UnclaimableWatch.class.getName());
    private final Told told = new Told();
    private final UnclaimableWatch watch = watch();

    private static UnclaimableWatch watch() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID());
        return new UnclaimableWatch(
                JdbcStore.open(database, Duration.ofSeconds(10), null).unclaimable(),
                new Lease(Duration.ofSeconds(30)));
    }

    @BeforeEach
    void listen() {
        logger.addHandler(told);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() throws SQLException {
        logger.removeHandler(told);
        logger.setUseParentHandlers(true);
    }

    @Test
    void itLooksOnceAMinuteAlsoAfterAFailure() {
        assertThat(watch.pauseAfterFailure()).isEqualTo(Duration.ofMinutes(1));
        assertThat(watch.run()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void itWarnsOnceOfEachNameAndSaysWhenThatIsOver() {
        watch.report(List.of(tasks(2, Lacking.NAME)));
        watch.report(List.of(tasks(3, Lacking.NAME)));
        watch.report(List.of());

        assertThat(told.messages)
                .containsExactly(
                        "WARNING 2 due tasks of Mail.sent in queue mail wait for nobody, since 1970-01-01T00:00:00Z: no worker"
                                + " of the queue has a @Task of that name; deploy it, or delete the tasks if the name is wrong",
                        "INFO No task of Mail.sent in queue mail waits for nobody any more");
    }

    @Test
    void itWarnsAgainWhenSomethingElseIsLacking() {
        watch.report(List.of(tasks(2, Lacking.QUEUE)));
        watch.report(List.of(tasks(2, Lacking.NAME)));

        assertThat(told.messages).hasSize(2).allMatch(message -> message.startsWith("WARNING "));
        assertThat(told.messages.get(0))
                .endsWith("no worker serves the queue; add it to caraway.worker.queues of one, or enqueue elsewhere");
    }

    @Test
    void aNodeThatIsAwayIsNamed() {
        watch.report(List.of(new Unclaimable("@blue", "Mail.sent", 1, Instant.EPOCH, Lacking.QUEUE)));

        assertThat(told.messages)
                .containsExactly(
                        "WARNING 1 due tasks of Mail.sent in queue @blue wait for nobody, since 1970-01-01T00:00:00Z:"
                                + " they are for the node 'blue', which has no living worker; start it, or delete them");
    }

    @Test
    void theLatestLookCanBeAskedFor() {
        watch.report(List.of(tasks(2, Lacking.NAME)));

        assertThat(watch.latest()).containsExactly(tasks(2, Lacking.NAME));
    }

    private static Unclaimable tasks(long count, Lacking lacking) {
        return new Unclaimable("mail", "Mail.sent", count, Instant.EPOCH, lacking);
    }

    /** What was logged, in order. */
    private static final class Told extends Handler {

        private final List<String> messages = new ArrayList<>();

        @Override
        public void publish(LogRecord told) {
            messages.add(told.getLevel() + " " + told.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
