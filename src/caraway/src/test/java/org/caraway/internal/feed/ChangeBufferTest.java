package org.caraway.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.caraway.Progress;
import org.caraway.admin.TaskChange.Kind;
import org.junit.jupiter.api.Test;

class ChangeBufferTest {

    private static final UUID ID = UUID.randomUUID();

    private final ChangeBuffer buffer = new ChangeBuffer();

    @Test
    void takesEverythingUntilItIsKnownWhetherAnybodyFollows() {
        assertThat(buffer.wanted()).isTrue();
        assertThat(buffer.add(step(Kind.STARTED, 1))).isTrue();

        buffer.wantedElsewhere(false);

        assertThat(buffer.take().isEmpty()).isTrue();
        assertThat(buffer.add(step(Kind.STARTED, 1))).isFalse();
        assertThat(buffer.take().isEmpty()).isTrue();
    }

    @Test
    void isWantedAsLongAsSomebodyFollowsHereOrElsewhere() {
        buffer.wantedElsewhere(false);
        buffer.subscriberAdded();
        buffer.subscriberAdded();
        buffer.subscriberRemoved();
        assertThat(buffer.wanted()).isTrue();

        buffer.subscriberRemoved();
        assertThat(buffer.wanted()).isFalse();

        buffer.wantedElsewhere(true);
        assertThat(buffer.wanted()).isTrue();
        assertThat(buffer.hasLocalSubscribers()).isFalse();
    }

    @Test
    void ofReportsThatFollowEachOtherTheLastOneIsKept() {
        buffer.add(step(Kind.STARTED, 1));
        buffer.add(report(1, 10));
        buffer.add(report(1, 20));
        buffer.add(step(Kind.RETRIED, 1));
        buffer.add(report(1, 30));
        buffer.add(report(2, 40));
        buffer.add(report(2, 50));

        assertThat(buffer.take().changes())
                .extracting(ChangeBufferTest::shown)
                .containsExactly("STARTED 1", "PROGRESS 1 20", "RETRIED 1", "PROGRESS 1 30", "PROGRESS 2 50");
        buffer.add(report(2, 60));
        assertThat(buffer.take().changes()).extracting(ChangeBufferTest::shown).containsExactly("PROGRESS 2 60");
    }

    @Test
    void whatComesBeyondItsBoundIsLostAndThatIsNoted() {
        for (int i = 0; i < ChangeBuffer.CAP; i++) {
            buffer.add(step(Kind.STARTED, i));
        }
        buffer.add(step(Kind.STARTED, 1));

        ChangeBuffer.Taken taken = buffer.take();

        assertThat(taken.changes()).hasSize(ChangeBuffer.CAP);
        assertThat(taken.lost()).isTrue();
        assertThat(buffer.take().isEmpty()).isTrue();
    }

    private static String shown(LocalChange change) {
        Progress progress = change.progress();
        return change.kind() + " " + change.attempt() + (progress == null ? "" : " " + progress.current());
    }

    private static LocalChange step(Kind kind, int attempt) {
        return new LocalChange(kind, ID, "a", "b", attempt, ID, null, null, null, null, null, null, System.nanoTime());
    }

    private static LocalChange report(int attempt, int current) {
        return LocalChange.of(Node.facts(ID, attempt), new Progress(current, 100, null));
    }
}
