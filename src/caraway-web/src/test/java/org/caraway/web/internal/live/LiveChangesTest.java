package org.caraway.web.internal.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveChangesTest {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Pattern ID = Pattern.compile("id: (\\w+)");
    private static final int MANY = 1_000;

    private final FakeFeed feed = new FakeFeed();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final LiveHub hub =
            new LiveHub(new FakeTasks(), feed, threads, new LiveTimings(NEVER, NEVER, NEVER, NEVER));

    @AfterEach
    void stop() {
        hub.stop();
        threads.shutdownNow();
    }

    private static Subscription changesAfter(@Nullable String position) {
        return new Subscription(Set.of(), Set.of(), Set.of(), position);
    }

    private TestConnection follow(Subscription subscription) {
        TestConnection connection = new TestConnection();
        hub.subscribe(StreamFormat.EVENTS, subscription, MANY).connected(connection);
        return connection;
    }

    @Test
    void allComeInTheirOrderWithTheirPositions() {
        TestConnection client = follow(changesAfter(null));

        for (int i = 0; i < 100; i++) {
            feed.started(UUID.randomUUID(), "Tasks.go", "default");
        }

        client.await("id: 100\n");
        Matcher ids = ID.matcher(client.text());
        for (int i = 1; i <= 100; i++) {
            assertThat(ids.find()).isTrue();
            assertThat(ids.group(1)).isEqualTo(Integer.toString(i));
        }
        assertThat(client.text()).contains("event: change\ndata: {\"change\":\"STARTED\"", "\"queue\":\"default\"");
    }

    @Test
    void aQueueAndANameNarrowThem() {
        Subscription subscription = new Subscription(Set.of(), Set.of("mail", "sms"), Set.of("Mail.send"), null);
        TestConnection client = follow(subscription);

        feed.started(UUID.randomUUID(), "Mail.send", "default");
        feed.started(UUID.randomUUID(), "Mail.check", "mail");
        feed.started(UUID.randomUUID(), "Mail.send", "mail");

        client.await("id: 3\n");
        assertThat(client.text()).doesNotContain("id: 1\n", "id: 2\n");
    }

    @Test
    void eachIsToldWhatItWishesForOfWhatComesAtOnce() {
        TestConnection all = follow(changesAfter(null));
        TestConnection mail = follow(new Subscription(Set.of(), Set.of("mail"), Set.of(), null));
        TestConnection others = follow(new Subscription(Set.of(), Set.of("default"), Set.of(), null));
        TestConnection alsoOthers = follow(new Subscription(Set.of(), Set.of("default"), Set.of(), "0"));

        feed.startedAtOnce(2, "");
        feed.started(UUID.randomUUID(), "Mail.send", "mail");
        feed.startedAtOnce(2, "");

        assertThat(all.await("id: 5\n")).contains("id: 1\n", "id: 2\n", "id: 3\n", "id: 4\n");
        assertThat(mail.await("id: 3\n")).doesNotContain("id: 1\n", "id: 2\n", "id: 4\n");
        assertThat(others.await("id: 5\n"))
                .contains("id: 1\n", "id: 2\n", "id: 4\n")
                .doesNotContain("id: 3\n")
                .isEqualTo(alsoOthers.await("id: 5\n"));
    }

    @Test
    void whoComesBackGoesOnWhereItWas() {
        feed.started(UUID.randomUUID(), "Tasks.go", "default");
        feed.started(UUID.randomUUID(), "Tasks.go", "default");

        TestConnection client = follow(changesAfter("1"));
        feed.started(UUID.randomUUID(), "Tasks.go", "default");

        assertThat(client.await("id: 3\n")).contains("id: 2\n").doesNotContain("id: 1\n");
    }

    @Test
    void anImpossiblePositionIsAnError() {
        assertThatThrownBy(() -> hub.subscribe(StreamFormat.EVENTS, changesAfter("no"), MANY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aGapIsPassedOn() {
        TestConnection client = follow(changesAfter(null));

        feed.gap();

        client.await("event: gap\ndata: {}\n\n");
    }

    @Test
    void whoDoesNotReadIsDroppedAndOthersGoOn() {
        TestConnection slow = follow(changesAfter(null));
        TestConnection quick = follow(changesAfter(null));
        feed.started(UUID.randomUUID(), "Tasks.go", "default");
        slow.await("id: 1\n");
        slow.block();

        for (int i = 2; i <= 600; i++) {
            feed.started(UUID.randomUUID(), "Tasks.go", "default", "x".repeat(1_000));
            quick.await("id: " + i + "\n");
        }

        slow.awaitClose();
        assertThat(slow.text()).doesNotContain("id: 2\n");
    }

    @Test
    void whoReadsIsNotDroppedForWhatComesAtOnce() {
        TestConnection client = follow(changesAfter(null));

        feed.startedAtOnce(600, "x".repeat(1_000));

        client.await("id: 600\n");
    }

    @Test
    void aMessageOverTheBoundComesThrough() {
        TestConnection client = follow(changesAfter(null));

        feed.started(UUID.randomUUID(), "Tasks.go", "default", "x".repeat(1 << 20));
        feed.started(UUID.randomUUID(), "Tasks.go", "default");

        client.await("id: 2\n");
    }
}
