package org.caraway.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.caraway.admin.TaskFeed.Subscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who was away goes on where he stopped. */
class FeedResumeTest {

    private static final UUID ID = UUID.randomUUID();

    private final TwoNodes nodes = new TwoNodes();
    private final Heard heard = new Heard();

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void fromAnyPositionNothingIsToldTwiceAndNothingLeftOut() {
        nodes.follow(heard);
        for (int attempt = 1; attempt <= 60; attempt++) {
            nodes.here.start(ID, attempt);
            if (attempt % 20 == 0) {
                heard.await("STARTED " + attempt); // several rows
            }
        }
        List<String> positions = heard.positions();
        List<Heard> others = new ArrayList<>();

        for (String position : positions) {
            Heard other = new Heard();
            others.add(other);
            nodes.there.feed.subscribe(position, other);
        }
        nodes.here.start(ID, 61);

        for (int i = 0; i < positions.size(); i++) {
            Heard other = others.get(i);
            other.await("STARTED 61");
            List<String> expected = new ArrayList<>(positions.subList(i + 1, positions.size()));
            assertThat(other.positions().subList(0, expected.size())).isEqualTo(expected);
            assertThat(other.all()).hasSize(expected.size() + 1);
            assertThat(other.lines()).doesNotContain(Heard.GAP);
        }
    }

    @Test
    void whileMuchHappensLeadsIntoTheSameOrderAsThatOfTheOthers() {
        nodes.follow(heard);
        String from = TwoNodes.last(heard);
        List<Heard> others = new ArrayList<>();

        for (int attempt = 1; attempt <= 2_000; attempt++) {
            (attempt % 2 == 0 ? nodes.here : nodes.there).start(ID, attempt);
            if (attempt % 200 == 0) {
                Heard other = new Heard();
                others.add(other);
                nodes.here.feed.subscribe(from, other);
                heard.awaitCount(attempt / 2);
            }
        }
        nodes.here.start(ID, 3_001);
        nodes.there.start(ID, 3_002);

        List.of("STARTED 3001", "STARTED 3002").forEach(heard::await);
        List<String> expected = heard.positions()
                .subList(heard.positions().indexOf(from) + 1, heard.all().size());
        for (Heard other : others) {
            List.of("STARTED 3001", "STARTED 3002").forEach(other::await);
            assertThat(other.positions()).isEqualTo(expected);
        }
    }

    @Test
    void fromAPositionThatIsPrunedTellsAGap() {
        nodes.follow(heard);
        nodes.here.run(ID);
        heard.await("SUCCEEDED 1");
        String old = heard.positions().get(0);
        nodes.here.start(ID, 2);
        heard.await("STARTED 2");
        long last = Position.of(TwoNodes.last(heard)).seq() - 1;
        nodes.execute("DELETE FROM caraway_event WHERE seq < " + last);

        Heard late = new Heard();
        nodes.here.feed.subscribe(old, late);
        late.await("STARTED 2");

        assertThat(late.lines()).containsExactly(Heard.GAP, "STARTED 2");
    }

    @Test
    void fromTheLastPositionTellsNoGapAlthoughItIsPruned() {
        nodes.follow(heard);
        nodes.here.run(ID);
        heard.await("SUCCEEDED 1");
        nodes.execute("DELETE FROM caraway_event");

        Heard late = new Heard();
        nodes.here.feed.subscribe(TwoNodes.last(heard), late);
        nodes.here.start(ID, 2);
        late.await("STARTED 2");

        assertThat(late.lines()).containsExactly("STARTED 2");
    }

    @Test
    void afterNobodyFollowedForAWhileTellsAGap() {
        Subscription first = nodes.follow(heard);
        first.close();
        String last = TwoNodes.last(heard);
        nodes.lapse();

        Heard late = new Heard();
        nodes.here.feed.subscribe(last, late);
        late.await(Heard.GAP);
        nodes.awaitBothTell(late);

        assertThat(TwoNodes.lines(late)).containsExactly(Heard.GAP);
    }

    @Test
    void fromAPositionOfAnotherDatabaseTellsAGapAndGoesOn() {
        nodes.follow(heard);

        Heard lost = new Heard();
        nodes.here.feed.subscribe("999999.3", lost);
        lost.await(Heard.GAP);
        nodes.here.run(ID);
        lost.await("SUCCEEDED 1");

        assertThat(TwoNodes.lines(lost)).containsExactly(Heard.GAP, "STARTED 1", "SUCCEEDED 1");
    }

    @Test
    void fromWhatIsNoPositionIsRefused() {
        assertThatThrownBy(() -> nodes.here.feed.subscribe("yesterday", heard))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'yesterday' is no position");
    }
}
