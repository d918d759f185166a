package org.caraway.web.internal.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.caraway.TaskState;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LiveHubTest {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(5);
    private static final Pattern ID = Pattern.compile("id: (\\w+)");
    private static final int MANY = 1_000;

    private final FakeFeed feed = new FakeFeed();
    private final FakeTasks tasks = new FakeTasks();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private LiveHub hub = hub(new LiveTimings(SOON, NEVER, NEVER, NEVER));

    @AfterEach
    void stop() {
        hub.stop();
        threads.shutdownNow();
    }

    private LiveHub hub(LiveTimings pace) {
        return new LiveHub(tasks, feed, threads, pace);
    }

    private static Subscription tasksOf(UUID... ids) {
        return new Subscription(Set.of(ids), Set.of(), Set.of(), null);
    }

    private static Subscription changesAfter(@Nullable String position) {
        return new Subscription(Set.of(), Set.of(), Set.of(), position);
    }

    private TestConnection follow(Subscription subscription) {
        TestConnection connection = new TestConnection();
        hub.subscribe(StreamFormat.EVENTS, subscription, MANY).connected(connection);
        return connection;
    }

    private static String lastId(String events) {
        Matcher ids = ID.matcher(events);
        String last = "";
        while (ids.find()) {
            last = ids.group(1);
        }
        return last;
    }

    @Nested
    class FollowingTasks {

        @Test
        void theStateComesFirstAndThenEachThatIsHeardOf() {
            UUID id = tasks.add(null);
            TestConnection client = follow(tasksOf(id));
            client.await("\"state\":\"PENDING\"");

            tasks.isAt(id, 10);
            feed.started(id, "Tasks.go", "default");
            client.await("\"current\":10");
            tasks.is(id, TaskState.SUCCESS);
            feed.started(id, "Tasks.go", "default");
            client.awaitClose();

            assertThat(client.text())
                    .matches(
                            "(?s)(:\n\n)?id: \\w{24}\nevent: status\ndata: \\{\"id\":\"" + id
                                    + "\",\"state\":\"PENDING\".*}\n\n"
                                    + "id: \\w{24}\nevent: status\ndata: .*\"state\":\"STARTED\".*\"current\":10.*\n\n"
                                    + "id: \\w{24}\nevent: status\ndata: .*\"state\":\"SUCCESS\".*\n\nevent: complete\ndata: \\{}\n\n");
        }

        @Test
        void aChangeWithoutASignalIsFoundByPolling() {
            hub = hub(new LiveTimings(SOON, Duration.ofMillis(20), NEVER, NEVER));
            UUID id = tasks.add(null);
            TestConnection client = follow(tasksOf(id));
            client.await("PENDING");

            tasks.is(id, TaskState.STARTED);

            client.await("STARTED");
        }

        @Test
        void afterAGapAllAreLookedAt() {
            UUID id = tasks.add(null);
            TestConnection client = follow(tasksOf(id));
            client.await("PENDING");
            tasks.is(id, TaskState.STARTED);

            feed.gap();

            client.await("STARTED");
        }

        @Test
        void nothingIsSentTwiceAndItEndsWhenAllAreOver() {
            UUID one = tasks.add(null);
            UUID other = tasks.add(null);
            TestConnection client = follow(tasksOf(one, other));
            client.await(one.toString());
            client.await(other.toString());

            tasks.is(one, TaskState.FAILURE);
            feed.started(one, "Tasks.go", "default");
            client.await("FAILURE");
            feed.started(one, "Tasks.go", "default");
            tasks.is(other, TaskState.REVOKED);
            feed.started(other, "Tasks.go", "default");
            client.awaitClose();

            assertThat(client.text().split("event: status", -1)).hasSize(5);
            assertThat(client.text()).endsWith("event: complete\ndata: {}\n\n");
        }

        @Test
        void aForgottenTaskIsReportedAsDeleted() {
            UUID id = tasks.add(null);
            TestConnection client = follow(tasksOf(id));
            client.await("PENDING");
            tasks.remove(id);

            feed.started(id, "Tasks.go", "default");

            client.awaitClose();
            assertThat(client.text()).contains("event: deleted\ndata: {\"id\":\"" + id + "\"}\n\n");
        }

        @Test
        void whoComesBackIsSentNothingThatItHas() {
            UUID id = tasks.add(null);
            TestConnection before = follow(tasksOf(id));
            String last = lastId(before.await("PENDING"));

            TestConnection after = follow(new Subscription(Set.of(id), Set.of(), Set.of(), last));
            tasks.is(id, TaskState.STARTED);
            feed.started(id, "Tasks.go", "default");
            after.await("STARTED");

            assertThat(after.text()).doesNotContain("PENDING");
        }

        @Test
        void whoComesBackIsSentWhatItHasMissed() {
            UUID id = tasks.add(null);
            UUID other = tasks.add(null);
            String last = lastId(follow(tasksOf(id, other)).await(other.toString()));
            tasks.is(id, TaskState.STARTED);

            TestConnection after = follow(new Subscription(Set.of(id, other), Set.of(), Set.of(), last));

            after.await("STARTED");
            after.await("PENDING");
        }

        @Test
        void aSlowClientGetsTheLatestStateOnly() {
            UUID id = tasks.add(null);
            TestConnection slow = new TestConnection();
            Subscriber subscriber = hub.subscribe(StreamFormat.EVENTS, tasksOf(id), MANY);
            subscriber.connected(slow);
            TestConnection quick = follow(tasksOf(id));
            UUID later = tasks.add(null);
            TestConnection last = follow(tasksOf(later));
            slow.await("PENDING");
            last.await("PENDING");
            slow.block();
            for (int percent = 1; percent <= 50; percent++) {
                tasks.isAt(id, percent);
                feed.started(id, "Tasks.go", "default");
                quick.await("\"current\":" + percent + ",");
            }
            // told in a later round, so the slow client's last state is queued by then
            tasks.isAt(later, 1);
            feed.started(later, "Tasks.go", "default");
            last.await("\"current\":1,");

            slow.unblock(subscriber);

            slow.await("\"current\":50,");
            assertThat(slow.text()).doesNotContain("\"current\":49,");
        }

        @Test
        void anEndThatIsToldBeforeItIsWrittenIsSeenSoon() {
            UUID id = tasks.add(null);
            TestConnection client = follow(tasksOf(id));
            client.await("PENDING");
            int reads = tasks.reads();
            feed.succeeded(id);
            await(() -> tasks.reads() > reads + 1);

            tasks.is(id, TaskState.SUCCESS);

            client.awaitClose();
        }

        @Test
        void whatCannotBeReadIsReadLater() {
            UUID id = tasks.add(null);
            tasks.fail(1);

            follow(tasksOf(id)).await("PENDING");

            assertThat(tasks.failuresLeft()).isZero();
        }
    }

    @Nested
    class ComingAndGoing {

        @Test
        void oneMoreThanMayIsRefusedUntilAnotherHasGone() {
            TestConnection first = new TestConnection();
            Subscriber subscriber = hub.subscribe(StreamFormat.EVENTS, changesAfter(null), 1);
            subscriber.connected(first);

            Problem problem = catchThrowableOfType(
                            Refusal.class, () -> hub.subscribe(StreamFormat.EVENTS, changesAfter(null), 1))
                    .problem();
            subscriber.disconnected();
            hub.subscribe(StreamFormat.EVENTS, changesAfter(null), 1);

            assertThat(problem.status()).isEqualTo(503);
            assertThat(problem.code()).isEqualTo("too-many-subscribers");
            assertThat(problem.headers()).containsEntry("Retry-After", "5");
        }

        @Test
        void whoseConnectionBreaksIsLetGo() {
            TestConnection client = follow(changesAfter(null));
            client.breakOff();

            feed.started(UUID.randomUUID(), "Tasks.go", "default");

            client.awaitClose();
            awaitListeners(0);
        }

        @Test
        void nobodyIsListenedForWhenAllHaveGone() {
            UUID id = tasks.add(null);
            Subscriber subscriber = hub.subscribe(StreamFormat.EVENTS, tasksOf(id), MANY);
            TestConnection client = new TestConnection();
            subscriber.connected(client);
            client.await("PENDING");

            subscriber.disconnected();

            awaitListeners(0);
            follow(tasksOf(id)).await("PENDING");
        }

        @Test
        void aClientHasSomethingToReadAtOnce() {
            follow(changesAfter(null)).await(":\n\n");
        }

        @Test
        void clientsAreAskedWhetherTheyAreThere() {
            hub = hub(new LiveTimings(SOON, NEVER, Duration.ofMillis(30), NEVER));
            TestConnection client = follow(changesAfter(null));

            client.await(":\n\n:\n\n:\n\n");
        }

        @Test
        void whoTakesNothingForTooLongIsDropped() {
            hub = hub(new LiveTimings(SOON, NEVER, Duration.ofMillis(30), Duration.ofMillis(50)));
            TestConnection client = new TestConnection();
            client.block();
            hub.subscribe(StreamFormat.EVENTS, changesAfter(null), MANY).connected(client);

            feed.started(UUID.randomUUID(), "Tasks.go", "default");

            client.awaitClose();
        }

        @Test
        void whoNeverConnectsDoesNotKeepItsPlace() {
            hub = hub(new LiveTimings(SOON, NEVER, Duration.ofMillis(30), Duration.ofMillis(50)));

            hub.subscribe(StreamFormat.EVENTS, changesAfter(null), MANY);

            awaitListeners(0);
        }

        @Test
        void theStopEndsAllAndAdmitsNobody() {
            TestConnection events = follow(changesAfter(null));
            TestConnection socket = new TestConnection();
            hub.subscribe(StreamFormat.FRAMES, changesAfter(null), MANY).connected(socket);

            hub.stop();

            events.awaitClose();
            socket.awaitClose();
            assertThat(socket.bytes())
                    .startsWith(0x89, 0, 0x88, 2 + CloseReason.STOPPING.reason().length(), 1001 >> 8, 1001 & 0xFF);
            assertThat(feed.listeners()).isZero();
            assertThat(catchThrowableOfType(
                                    Refusal.class, () -> hub.subscribe(StreamFormat.EVENTS, changesAfter(null), MANY))
                            .problem()
                            .status())
                    .isEqualTo(503);
        }

        @Test
        void withoutAThreadNobodyIsAdmitted() {
            LiveHub poor = new LiveHub(tasks, feed, job -> {
                throw new RejectedExecutionException("none left");
            });

            assertThat(catchThrowableOfType(
                                    Refusal.class, () -> poor.subscribe(StreamFormat.EVENTS, changesAfter(null), MANY))
                            .problem()
                            .status())
                    .isEqualTo(503);
            assertThat(feed.listeners()).isZero();
        }
    }

    private void awaitListeners(int count) {
        await(() -> feed.listeners() == count);
    }

    private static void await(BooleanSupplier reached) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("nothing happened").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
