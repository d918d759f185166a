package org.caraway.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told when something goes wrong. */
class FeedTroubleTest {

    private static final UUID ID = UUID.randomUUID();
    private static final int MANY = 25_000; // more than a node keeps, with what it is about to write

    private final TwoNodes nodes = new TwoNodes();
    private final Heard heard = new Heard();

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void aListenerThatThrowsReceivesTheNextChangeAndTheOthersReceiveEach() {
        List<Integer> told = new CopyOnWriteArrayList<>();
        nodes.here.feed.subscribe(null, changes -> {
            changes.forEach(change -> told.add(change.attempt()));
            throw new AssertionError("a listener's own mistake");
        });
        nodes.follow(heard);

        nodes.here.start(ID, 1);
        heard.await("STARTED 1");
        nodes.here.start(ID, 2);
        heard.await("STARTED 2");

        Node.eventually("it is told", () -> told.contains(2));
        assertThat(told).contains(1);
    }

    @Test
    void whatHappensWhileTheDatabaseIsAwayIsToldWhenItIsBack() {
        nodes.follow(heard);
        nodes.there.faults.goAway();
        nodes.here.faults.goAway();

        nodes.there.run(ID);
        int calls = nodes.there.faults.calls("append");
        Node.eventually("it was tried", () -> nodes.there.faults.calls("append") > calls + 1);
        nodes.there.faults.comeBack();
        nodes.here.faults.comeBack();
        heard.await("SUCCEEDED 1");

        assertThat(TwoNodes.lines(heard)).containsExactly("STARTED 1", "SUCCEEDED 1");
    }

    @Test
    void moreThanANodeCanKeepIsAGap() {
        nodes.follow(heard);
        nodes.there.faults.goAway();
        for (int attempt = 1; attempt <= MANY; attempt++) {
            nodes.there.start(ID, attempt);
        }
        nodes.there.faults.comeBack();
        Node.eventually("there is room again", () -> {
            nodes.there.start(ID, MANY + 1);
            return heard.lines().contains("STARTED " + (MANY + 1));
        });

        List<String> lines = TwoNodes.lines(heard);
        assertThat(lines).contains("STARTED " + ChangeBuffer.CAP, Heard.GAP).hasSizeLessThan(MANY);
        assertThat(lines.indexOf(Heard.GAP)).isGreaterThanOrEqualTo(ChangeBuffer.CAP);
    }

    @Test
    void whereTheDatabaseWasAwayForTooLongAGapIsTold() {
        nodes.follow(heard);

        nodes.lapse();
        nodes.here.run(ID);
        heard.await("SUCCEEDED 1");

        assertThat(TwoNodes.lines(heard)).containsExactly(Heard.GAP, "STARTED 1", "SUCCEEDED 1");
    }

    @Test
    void aCrashThatEmptiesTheTableIsAGap() {
        nodes.follow(heard);

        nodes.execute("UPDATE caraway_feed SET last_seq = last_seq + 1"); // a row that was there and is not
        heard.await(Heard.GAP);
        nodes.here.run(ID);
        heard.await("SUCCEEDED 1");

        assertThat(TwoNodes.lines(heard)).containsExactly(Heard.GAP, "STARTED 1", "SUCCEEDED 1");
    }

    @Test
    void whatTheDatabaseRefusesIsAGapAndNotTriedForEver() {
        nodes.follow(heard);

        nodes.here.faults.refuseNext("append");
        nodes.here.run(ID);
        heard.await(Heard.GAP);
        nodes.here.start(ID, 2);
        heard.await("STARTED 2");

        assertThat(TwoNodes.lines(heard)).endsWith(Heard.GAP, "STARTED 2").doesNotContain("SUCCEEDED 1");
    }
}
