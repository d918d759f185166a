package org.caraway.it.tasks.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.caraway.TaskVetoedException;
import org.caraway.it.harness.Ports;
import org.caraway.it.harness.TestWar;
import org.caraway.it.tasks.Sql;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Enqueueing after the end of a transaction, and in a transaction that began before the start of Caraway. */
@ArquillianTest
class TransactionEdgesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private OrderTasks orderTasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private EarlyTasks earlyTasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Event<Order> orders;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Event<Parcel> parcels;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Sql sql;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private UserTransaction transaction;

    @Deployment
    static WebArchive application() {
        JavaArchive library = ShrinkWrap.create(JavaArchive.class, "early.jar")
                .addClass(EarlyTasks.class)
                .addAsManifestResource(
                        new StringAsset("<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\""
                                + " bean-discovery-mode=\"annotated\"/>"),
                        "beans.xml");
        return TestWar.of(
                        "edges", webhooks(), OrderTasks.class, Order.class, ParcelTasks.class, Parcel.class, Sql.class)
                .addAsLibrary(library);
    }

    private static String webhooks() {
        return "caraway.webhook.allowed-hosts=127.0.0.1:" + Ports.free() + "\ncaraway.webhook.intranet=true\n"
                + "caraway.webhook.secret=MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"
                + "caraway.task.\"caraway.webhook\".retry-delay=PT0S\n";
    }

    @Test
    void anObserverAfterSuccessEnqueues() throws Exception {
        Order order = Order.of("4711");

        transaction.begin();
        orders.fire(order);
        transaction.commit();

        assertThat(enqueuedBy(order).await(PATIENCE)).isEqualTo("confirmed 4711");
    }

    @Test
    void anObserverAfterFailureEnqueues() throws Exception {
        Order order = Order.of("4712");

        transaction.begin();
        orders.fire(order);
        transaction.rollback();

        assertThat(enqueuedBy(order).await(PATIENCE)).isEqualTo("cancelled 4712");
    }

    @Test
    void afterTheCompletionOfATransactionWithWritesATaskIsEnqueued() throws Exception {
        Order order = Order.of("4713");

        transaction.begin();
        sql.execute("INSERT INTO early (word) VALUES ('ordered')");
        tasks.enqueue(OrderTasks::confirm, "in the transaction");
        orderTasks.confirmAfterCompletion(order);
        transaction.commit();

        assertThat(enqueuedBy(order).await(PATIENCE)).isEqualTo("confirmed 4713");
        assertThat(sql.count("SELECT COUNT(*) FROM early WHERE word = 'ordered'"))
                .isEqualTo(1);
    }

    @Test
    void afterTheRollbackOfATransactionWithWritesOnlyWhatIsEnqueuedThenIsThere() throws Exception {
        Order order = Order.of("4714");

        transaction.begin();
        sql.execute("INSERT INTO early (word) VALUES ('forgotten')");
        TaskHandle<String> lost = tasks.enqueue(OrderTasks::confirm, "never");
        orderTasks.confirmAfterCompletion(order);
        transaction.rollback();

        assertThat(enqueuedBy(order).await(PATIENCE)).isEqualTo("confirmed 4714");
        assertThat(sql.count("SELECT COUNT(*) FROM early WHERE word = 'forgotten'"))
                .isZero();
        assertThat(sql.count("SELECT COUNT(*) FROM caraway_task WHERE id = ?", lost.id()))
                .isZero();
    }

    @Test
    void aTransactionInWhichCarawayHasToStartIsNotCommittedByThat() throws Exception {
        TaskHandle<String> committed = earlyTasks.committed();

        assertThat(committed.await(PATIENCE)).isEqualTo("early bird");
        assertThat(sql.count("SELECT COUNT(*) FROM early WHERE word = 'committed'"))
                .isEqualTo(1);
        assertThat(sql.count("SELECT COUNT(*) FROM early WHERE word = 'rolled back'"))
                .isZero();
        assertThat(sql.count("SELECT COUNT(*) FROM caraway_task WHERE name = 'EarlyTasks.greet'"))
                .isEqualTo(1);
    }

    @Test
    void anEventIsCommittedAsOneTaskForEachDurableObserver() throws Exception {
        transaction.begin();
        parcels.fire(new Parcel("lost"));
        transaction.rollback();
        transaction.begin();
        parcels.fire(new Parcel("4715"));
        assertThat(effects("4715")).isZero();
        transaction.commit();

        await().atMost(PATIENCE).until(() -> effects("4715") == 2);
        assertThat(sql.count("SELECT COUNT(*) FROM caraway_task WHERE name LIKE 'ParcelTasks.%'"))
                .isEqualTo(2);
        assertThat(effects("lost")).isZero();
    }

    @Test
    void theEndOfATaskIsReportedOutsideOnce() throws Exception {
        String host = ConfigProvider.getConfig().getValue("caraway.webhook.allowed-hosts", String.class);
        URI address = URI.create("http://" + host + "/hook");
        BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        AtomicInteger received = new AtomicInteger();
        HttpServer receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()), 0);
        receiver.createContext("/hook", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(received.incrementAndGet() == 1 ? 503 : 204, -1);
            exchange.close();
        });
        receiver.start();
        try {
            TaskHandle<String> watched =
                    tasks.enqueue(tasks.call(OrderTasks::confirm, "4716").notify(address));

            assertThat(watched.await(PATIENCE)).isEqualTo("confirmed 4716");
            for (int sent = 0; sent < 2; sent++) { // the first one is not accepted
                assertThat(bodies.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .contains("\"type\":\"task.success\"", "\"id\":\"" + watched.id() + "\"", "OrderTasks.confirm");
            }
            assertThat(bodies.poll(1, TimeUnit.SECONDS)).isNull();
            assertThatThrownBy(() -> tasks.enqueue(
                            tasks.call(OrderTasks::confirm, "4717").notify(URI.create("http://127.0.0.1:1/"))))
                    .isInstanceOf(TaskVetoedException.class)
                    .hasMessageContaining("the host 127.0.0.1:1 is not allowed");
        } finally {
            receiver.stop(0);
        }
    }

    private long effects(String parcel) throws SQLException {
        return sql.count("SELECT COUNT(*) FROM early WHERE word IN (?, ?)", "label " + parcel, "weight " + parcel);
    }

    private static TaskHandle<String> enqueuedBy(Order order) throws Exception {
        return order.enqueued().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
