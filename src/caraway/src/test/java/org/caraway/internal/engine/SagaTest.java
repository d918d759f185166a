package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.caraway.TaskContext;
import org.caraway.internal.propagation.CurrentTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The saga of {@code docs/guides/durable-steps.md}. */
class SagaTest {

    private final Bench bench = new Bench().slots(1);
    private final List<String> journal = new ArrayList<>();
    private final AtomicBoolean payAway = new AtomicBoolean();
    private final AtomicBoolean mailAway = new AtomicBoolean();
    private final AtomicBoolean inStock = new AtomicBoolean(true);

    private final Payments payments = new Payments();
    private final Warehouse warehouse = new Warehouse();
    private final Mail mail = new Mail();

    /** Of a payment. */
    public record Receipt(String number, String address) {}

    /** What is on its way. */
    public record Parcel(String number) {}

    private static final class OutOfStockException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final class Payments {

        Receipt charge(long order, String key) {
            journal.add("charge " + order + " " + key.length());
            return new Receipt("R-" + order, "ann@example.org");
        }

        void refund(Receipt receipt, String key) throws IOException {
            failOnce(payAway);
            journal.add("refund " + receipt.number() + " " + key.length());
        }
    }

    private final class Warehouse {

        Parcel ship(long order) {
            if (!inStock.get()) {
                throw new OutOfStockException();
            }
            journal.add("ship " + order);
            return new Parcel("P-" + order);
        }
    }

    private final class Mail {

        void send(String address, String text) throws IOException {
            failOnce(mailAway);
            journal.add("mail " + address + " " + text);
        }
    }

    private static void failOnce(AtomicBoolean away) throws IOException {
        if (away.getAndSet(false)) {
            throw new IOException("away");
        }
    }

    // the guide has these lines
    private String order(TaskContext task, long orderId) throws IOException {
        Receipt receipt = task.step("charge", () -> payments.charge(orderId, task.stepKey()));
        Parcel parcel;
        try {
            parcel = task.step("ship", () -> warehouse.ship(orderId));
        } catch (OutOfStockException never) { // an IOException is retried: only what cannot succeed is undone
            task.once("refund", () -> payments.refund(receipt, task.stepKey()));
            return "refunded";
        }
        task.once("mail", () -> mail.send(receipt.address(), "Your parcel is " + parcel.number()));
        return "shipped";
    }
    // to here

    @BeforeEach
    void define() {
        bench.retryFor(IOException.class)
                .define("Shop.order", arguments -> order(CurrentTask.find().orElseThrow(), 7));
        bench.start();
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void anOrderIsChargedAndShippedOnceThoughTheMailNeedsASecondAttempt() {
        mailAway.set(true);

        assertThat(bench.runToEnd("Shop.order", "[]").result()).isEqualTo("\"shipped\"");

        assertThat(journal).containsExactly("charge 7 36", "ship 7", "mail ann@example.org Your parcel is P-7");
    }

    @Test
    void anOrderThatCannotBeShippedIsRefundedOnce() {
        inStock.set(false);
        payAway.set(true);

        assertThat(bench.runToEnd("Shop.order", "[]").result()).isEqualTo("\"refunded\"");

        assertThat(journal).containsExactly("charge 7 36", "refund R-7 36");
    }

    @Test
    void theGuideHasTheCodeThatRunsHere() throws IOException {
        Path root = Path.of("..", "..");
        String source =
                Files.readString(root.resolve("src/caraway/src/test/java/org/caraway/internal/engine/SagaTest.java"));
        String guide = Files.readString(root.resolve("docs/guides/durable-steps.md"));
        String body = source.substring(source.indexOf("// the guide has"), source.indexOf("// to here"));

        List<String> lines = body.lines()
                .skip(2)
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();

        assertThat(guide.lines().map(String::strip).toList()).containsSubsequence(lines);
    }
}
