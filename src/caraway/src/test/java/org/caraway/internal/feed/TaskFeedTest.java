package org.caraway.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.caraway.Progress;
import org.caraway.TaskCall;
import org.caraway.admin.TaskChange;
import org.caraway.admin.TaskFeed.Subscription;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver.AttemptStep;
import org.caraway.internal.observation.TaskObserver.EnqueueStep;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Two nodes that have nothing in common but a database. */
class TaskFeedTest {

    private static final UUID ID = UUID.randomUUID();

    private final TwoNodes nodes = new TwoNodes();
    private final Heard heard = new Heard();

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void whatHappensOnOneNodeIsToldOnAnotherInItsOrder() {
        nodes.follow(heard);
        Instant before = Instant.now();

        AttemptStep attempt = nodes.there.feed.publisher().attempt(Node.facts(ID, 1));
        attempt.started();
        nodes.there.feed.publisher().reported(Node.facts(ID, 1), new Progress(1, 2, "half"));
        nodes.there.run(ID);
        heard.await("SUCCEEDED 1");

        assertThat(TwoNodes.lines(heard)).containsExactly("STARTED 1", "PROGRESS 1", "STARTED 1", "SUCCEEDED 1");
        TaskChange report = heard.all().stream()
                .filter(change -> change.kind() == TaskChange.Kind.PROGRESS)
                .findFirst()
                .orElseThrow();
        assertThat(report.id()).isEqualTo(ID);
        assertThat(report.progress()).isEqualTo(new Progress(1, 2, "half"));
        assertThat(report.worker()).isEqualTo("worker-1");
        assertThat(report.at()).isBetween(before.minusSeconds(1), Instant.now());
    }

    @Test
    void allFollowersOnAllNodesAreToldTheSameInTheSameOrder() {
        Heard other = new Heard();
        nodes.there.feed.subscribe(null, other);
        nodes.follow(heard);
        nodes.awaitBothTell(other);
        String from = TwoNodes.last(other);

        for (int attempt = 1; attempt <= 100; attempt++) {
            nodes.here.start(ID, attempt);
            nodes.there.start(ID, 100 + attempt);
        }
        nodes.here.start(ID, 201);
        nodes.there.start(ID, 202);
        List.of(heard, other).forEach(one -> {
            one.await("STARTED 201");
            one.await("STARTED 202");
        });

        assertThat(after(from, heard)).hasSizeGreaterThanOrEqualTo(202).isEqualTo(after(from, other));
        assertThat(heard.positions()).doesNotHaveDuplicates().isSortedAccordingTo(TaskFeedTest::compare);
        assertThat(numbers(heard).filter(number -> number <= 100))
                .as("the steps of one node")
                .hasSize(100)
                .isSorted();
    }

    private static List<String> after(String position, Heard listener) {
        List<String> positions = listener.positions();
        assertThat(positions).contains(position);
        return positions.subList(positions.indexOf(position) + 1, positions.size());
    }

    private static int compare(String one, String other) {
        Position left = Position.of(one);
        Position right = Position.of(other);
        return left.seq() == right.seq()
                ? Integer.compare(left.index(), right.index())
                : Long.compare(left.seq(), right.seq());
    }

    private static Stream<Integer> numbers(Heard listener) {
        return TwoNodes.lines(listener).stream().map(line -> Integer.valueOf(line.substring(line.indexOf(' ') + 1)));
    }

    @Test
    void whatHappensHereIsToldFromTheMomentOfFollowing() {
        nodes.awaitNobodyFollows();

        nodes.here.feed.subscribe(null, heard);
        nodes.here.run(ID);
        heard.await("SUCCEEDED 1");

        assertThat(heard.lines()).containsExactly("STARTED 1", "SUCCEEDED 1");
    }

    @Test
    void theEndIsToldOfAnAttemptThatBeganBeforeAnybodyFollowed() {
        nodes.awaitNobodyFollows();
        AttemptStep attempt = nodes.here.feed.publisher().attempt(Node.facts(ID, 1));
        attempt.started();

        nodes.here.feed.subscribe(null, heard);
        attempt.ended(new AttemptResult(new Transition.Succeed(null), null, Duration.ZERO));
        heard.await("SUCCEEDED 1");

        assertThat(heard.lines()).containsExactly("SUCCEEDED 1");
    }

    @Nested
    class Enqueueing {

        private final TaskFacts facts = Node.facts(ID, 0);

        @Test
        void isToldWhenItIsCommittedAndNotWhenItIsRolledBack() {
            nodes.follow(heard);

            nodes.here.transaction.begin();
            enqueue(Node.facts(UUID.randomUUID(), 0));
            nodes.here.transaction.rollBack();
            nodes.here.transaction.begin();
            enqueue(facts);
            nodes.here.run(UUID.randomUUID());
            heard.await("SUCCEEDED 1");
            assertThat(TwoNodes.lines(heard)).doesNotContain("ENQUEUED 0");
            nodes.here.transaction.commit();
            heard.await("ENQUEUED 0");

            assertThat(heard.all().stream().filter(change -> change.kind() == TaskChange.Kind.ENQUEUED))
                    .extracting(TaskChange::id)
                    .containsExactly(ID);
        }

        @Test
        void withoutATransactionIsToldAtOnceButNotWhereAnotherTaskStandsForTheCall() {
            nodes.follow(heard);

            enqueue(null, facts);
            heard.await("ENQUEUED 0");

            assertThat(TwoNodes.lines(heard)).containsExactly("ENQUEUED 0");
        }

        private void enqueue(@Nullable TaskFacts... tasks) {
            try (EnqueueStep step = nodes.here.feed.publisher().enqueue(List.of(TaskCall.of("Mail.send", List.of())))) {
                step.enqueued(Arrays.asList(tasks));
            }
        }
    }

    @Test
    void anInlineRunIsNotTold() {
        nodes.follow(heard);
        TaskFacts inline = Node.facts(ID, 0);

        nodes.here.feed.publisher().attempt(inline).started();
        nodes.here.feed.publisher().reported(inline, new Progress(1, 2, null));
        nodes.here.run(UUID.randomUUID());
        heard.await("SUCCEEDED 1");

        assertThat(TwoNodes.lines(heard)).containsExactly("STARTED 1", "SUCCEEDED 1");
    }

    @Nested
    class WithoutFollowers {

        @Test
        void nothingIsWrittenAndNothingKept() {
            nodes.awaitNobodyFollows();
            int appends = nodes.here.faults.calls("append");

            nodes.here.run(ID);
            assertThat(nodes.here.feed.publisher().enqueue(List.of())).isSameAs(EnqueueStep.UNOBSERVED);
            int looks = nodes.here.faults.calls("wanted");
            Node.eventually("the node has looked again", () -> nodes.here.faults.calls("wanted") > looks);

            assertThat(nodes.here.faults.calls("append")).isEqualTo(appends);
            assertThat(nodes.here.faults.calls("want")).isZero();
            assertThat(nodes.here.faults.calls("read")).isZero();
            assertThat(nodes.number("SELECT COUNT(*) FROM caraway_event")).isZero();
        }

        @Test
        void nodesTellNoMoreOnceNobodyWantsIt() {
            Subscription following = nodes.follow(heard);
            following.close();
            nodes.lapse();

            nodes.awaitNobodyFollows();
            long rows = nodes.number("SELECT last_seq FROM caraway_feed");
            nodes.there.run(ID);
            int looks = nodes.there.faults.calls("wanted");
            Node.eventually("the node has looked again", () -> nodes.there.faults.calls("wanted") > looks);

            assertThat(nodes.number("SELECT last_seq FROM caraway_feed")).isEqualTo(rows);
        }
    }

    @Nested
    class Closing {

        @Test
        void endsTheCallsOfOneFollowerAndLeavesTheOthersAlone() {
            Heard other = new Heard();
            Subscription following = nodes.here.feed.subscribe(null, other);
            nodes.follow(heard);

            following.close();
            following.close();
            int before = other.lines().size();
            nodes.here.run(ID);
            heard.await("SUCCEEDED 1");

            assertThat(other.lines()).hasSize(before);
            assertThat(nodes.here.feed.wanted()).isTrue();
        }

        @Test
        void worksFromWithinTheListener() {
            BlockingQueue<Subscription> following = new LinkedBlockingQueue<>();
            List<TaskChange> told = new CopyOnWriteArrayList<>();
            following.add(nodes.here.feed.subscribe(null, changes -> {
                told.addAll(changes);
                following.remove().close();
            }));
            nodes.here.start(ID, 1);
            Node.eventually("it is told", () -> !told.isEmpty());
            nodes.follow(heard);

            assertThat(told).hasSize(1);
        }

        @Test
        void ofTheFeedEndsAllAndTellsWhatIsLeft() {
            Heard other = new Heard();
            nodes.there.feed.subscribe(null, other);
            nodes.follow(heard);

            nodes.here.run(ID);
            nodes.here.feed.stop();
            other.await("SUCCEEDED 1");
            int before = heard.lines().size();
            nodes.there.run(UUID.randomUUID());
            Node.eventually(
                    "the other is told",
                    () -> other.lines().stream().filter("SUCCEEDED 1"::equals).count() == 2);

            assertThat(heard.lines()).hasSize(before);
            assertThatThrownBy(() -> nodes.here.feed.subscribe(null, heard))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is being stopped");
        }
    }
}
