package org.caraway.internal.engine.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Schema;
import org.caraway.internal.store.signal.NodeChannel;
import org.caraway.internal.store.signal.QueueSignals;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on a real PostgreSQL. */
class NodeSignalsTest {

    private static final Duration POLL = Duration.ofMinutes(1);
    private static final Duration TEST_GAP = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofMinutes(10);

    /** Time enough for a healthy line to be heard on a busy machine. */
    private static final Duration TEST_PATIENCE = Duration.ofSeconds(5);

    private static final long PATIENCE_SECONDS = 60;
    private static final String ANY = "any";

    @SuppressWarnings("NullAway.Init") // by startServer()
    private static EmbeddedPostgres server;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Node one = new Node(channel());
    private final Node two = new Node(channel());

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start();
        new Schema(server.getPostgresDatabase()).migrate();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void start() throws InterruptedException {
        one.start();
        two.start();
    }

    @AfterEach
    void stop() {
        one.stop();
        two.stop();
        threads.shutdownNow();
    }

    @Test
    void whatOneNodeCommitsTheOtherHears() throws InterruptedException {
        one.signals.due("mails", Duration.ZERO);

        assertThat(two.next()).isEqualTo("mails");
    }

    @Test
    void aNodeDoesNotHearItself() throws InterruptedException {
        one.signals.due("mails", Duration.ZERO);
        assertThat(two.next()).isEqualTo("mails");
        two.signals.due("reports", Duration.ZERO);

        assertThat(one.next()).isEqualTo("reports");
    }

    @Test
    void whatIsDueAfterTheNextPollIsNotTold() throws InterruptedException {
        one.signals.due("mails", Duration.ofHours(1));
        one.signals.due("reports", Duration.ofSeconds(1));

        assertThat(two.next()).isEqualTo("reports");
    }

    @Test
    void aBurstIsAFewMessages() throws InterruptedException {
        for (int i = 0; i < 10_000; i++) {
            one.signals.due("mails", Duration.ZERO);
        }
        one.node.stop();
        two.signals.due("end", Duration.ZERO);

        assertThat(one.next()).isEqualTo("end");
        await(() -> !two.heard.isEmpty());
        assertThat(two.heard.size()).isLessThanOrEqualTo(1_000);
    }

    @Test
    void aBrokenLineHealsAndWhatWentByIsLookedFor() throws Exception {
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");

        assertThat(two.next()).isEqualTo(ANY);
        await(() -> two.node.state() == NodeSignals.State.LISTENING);
        one.signals.due("mails", Duration.ZERO);
        assertThat(two.next()).isEqualTo("mails");
    }

    @Test
    void aLineThatDeliversNothingIsNoticedAndOpenedAnew() throws InterruptedException {
        FaultyChannel faulty = new FaultyChannel(channel());
        faulty.deaf.set(true);
        Node node = new Node(faulty, TEST_GAP, TEST_PATIENCE);
        try (Told told = new Told()) {
            node.open();
            await(() -> node.node.state() == NodeSignals.State.POLLING);
            faulty.deaf.set(false);

            await(() -> node.node.state() == NodeSignals.State.LISTENING);
            assertThat(faulty.lines.get()).isGreaterThan(1);
            assertThat(told.messages)
                    .contains(
                            "Tasks of other nodes are found by polling, every PT1M, until messages are received again:"
                                    + " a message of this node's own was not received; a connection pooler in transaction mode"
                                    + " delivers none");
        } finally {
            node.stop();
        }
    }

    @Test
    void aPingThatCannotBeSentIsNotBlamedOnTheLineAndIsSentLater() throws InterruptedException {
        FaultyChannel faulty = new FaultyChannel(channel());
        faulty.away.set(true);
        Node node = new Node(faulty, LONG, TEST_PATIENCE);
        try (Told told = new Told()) {
            node.open();
            await(() -> node.node.state() == NodeSignals.State.POLLING);
            faulty.away.set(false);

            await(() -> node.node.state() == NodeSignals.State.LISTENING);
            assertThat(faulty.lines.get()).isEqualTo(1);
            assertThat(told.messages)
                    .contains(
                            "Tasks of other nodes are found by polling, every PT1M, until messages are received again:"
                                    + " the database does not take a message of this node's own, which is tried again")
                    .noneMatch(message -> message.contains("pooler"));
        } finally {
            node.stop();
        }
    }

    @Test
    void aLineThatFallsSilentIsOpenedAnewAtOnceAndNotBlamedOnAPooler() throws InterruptedException {
        FaultyChannel faulty = new FaultyChannel(channel());
        Node node = new Node(faulty, TEST_GAP, TEST_PATIENCE);
        try (Told told = new Told()) {
            node.start();
            faulty.silent.set(true);

            await(() -> faulty.lines.get() > 1);
            await(() -> node.node.state() == NodeSignals.State.LISTENING);
            assertThat(told.messages)
                    .contains(
                            "Tasks of other nodes are found by polling, every PT1M, until messages are received again:"
                                    + " the connection that listened delivers nothing any more")
                    .noneMatch(message -> message.contains("pooler"));
        } finally {
            node.stop();
        }
    }

    @Test
    void whatIsCommittedBeforeItIsToldIsNotForgotten() throws InterruptedException {
        Node node = new Node(channel());
        try {
            node.node.collect();
            node.signals.due("early", Duration.ZERO);

            node.node.startSending(threads);

            assertThat(two.next()).isEqualTo("early");
        } finally {
            node.stop();
        }
    }

    @Test
    void aConnectionThatListenedIsGivenBackClean() throws Exception {
        NodeChannel.Listener line = channel().listen();
        awaitListeners(3); // the server's view of connections that have come and gone lags behind

        line.close();

        awaitListeners(2);
    }

    @Test
    void otherDatabasesHaveNoChannel() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:");

        assertThat(JdbcStore.open(h2, POLL, null).channel()).isEmpty();
    }

    @Test
    void moreQueuesThanAMessageHoldsMeanAny() {
        NodeMessage many = NodeMessage.of(new NodeMessage("me", Collections.nCopies(200, "a-long-queue-name")).text());

        assertThat(many.queues()).hasSize(1).containsNull();
    }

    private static NodeChannel channel() {
        return JdbcStore.open(server.getPostgresDatabase(), Duration.ofSeconds(PATIENCE_SECONDS), null)
                .channel()
                .orElseThrow();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Connections whose last statement was to listen. */
    private static long listeners() throws SQLException {
        DataSource database = server.getPostgresDatabase();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void awaitListeners(long count) throws InterruptedException {
        await(() -> {
            try {
                return listeners() == count;
            } catch (SQLException failure) {
                throw new AssertionError(failure);
            }
        });
    }

    private static void await(BooleanSupplier reached) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int tries = 0; !reached.getAsBoolean() && tries < PATIENCE_SECONDS * 100; tries++) {
            assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
        }
        assertThat(reached.getAsBoolean()).isTrue();
    }

    /** A node that notes what it hears of others. */
    private final class Node {

        private final QueueSignals signals = new QueueSignals();
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final NodeSignals node;

        Node(NodeChannel channel) {
            this(channel, TEST_GAP, Duration.ofMinutes(1));
        }

        Node(NodeChannel channel, Duration testGap, Duration testPatience) {
            node = new NodeSignals(channel, signals, POLL, testGap, testPatience);
            signals.add(new QueueSignals.Listener() {
                @Override
                public void dueElsewhere(@Nullable String queue) {
                    heard.add(queue == null ? ANY : queue);
                }
            });
        }

        void open() {
            node.collect();
            node.startSending(threads);
            node.startListening(threads);
        }

        /** Opens and waits until it hears itself. */
        void start() throws InterruptedException {
            open();
            assertThat(next()).isEqualTo(ANY);
            await(() -> node.state() == NodeSignals.State.LISTENING);
        }

        String next() throws InterruptedException {
            String queue = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(queue).as("what was heard").isNotNull();
            return queue == null ? "" : queue;
        }

        void stop() {
            node.stopListening();
            node.stop();
        }
    }

    /** What the node's log says, until it is closed. */
    private static final class Told extends Handler implements AutoCloseable {

        private final Logger logger = Logger.getLogger(NodeSignals.class.getName());
        private final List<String> messages = new CopyOnWriteArrayList<>();

        Told() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord said) {
            messages.add(said.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }

    /** A channel that can be broken in the ways in which real ones break. */
    private static final class FaultyChannel implements NodeChannel {

        private final NodeChannel real;
        /** As with a pooler in transaction mode: it accepts everything, and nothing is heard. */
        private final AtomicBoolean deaf = new AtomicBoolean();
        /** The connection that listens has gone without a word; the next one works. */
        private final AtomicBoolean silent = new AtomicBoolean();
        /** Nothing can be sent, while the connection that listens is still there. */
        private final AtomicBoolean away = new AtomicBoolean();

        private final AtomicInteger lines = new AtomicInteger();

        FaultyChannel(NodeChannel real) {
            this.real = real;
        }

        @Override
        public void send(String message) {
            if (away.get()) {
                throw new QueueUnavailableException("The database is away", new SQLException("away"));
            }
            real.send(message);
        }

        @Override
        public Listener listen() {
            lines.incrementAndGet();
            silent.set(false);
            Listener line = real.listen();
            return new Listener() {
                @Override
                public List<String> receive(Duration patience) {
                    List<String> heard = line.receive(patience);
                    return deaf.get() || silent.get() ? List.of() : heard;
                }

                @Override
                public void close() {
                    line.close();
                }
            };
        }
    }
}
