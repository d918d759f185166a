package org.caraway.internal.engine.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SlotScaleTest {

    private static final boolean BACKLOG = true;
    private static final boolean ENOUGH = false;

    private final SlotScale scale = new SlotScale(new SlotRange(2, 7), Duration.ofSeconds(30));
    private long nanos = Long.MAX_VALUE - 5; // nanoTime may overflow
    private int present = 2;

    @Test
    void theyDoubleUpToTheMostWhileThereIsMoreWork() {
        assertThat(look(2, BACKLOG)).isEqualTo(4);
        assertThat(look(4, BACKLOG)).isEqualTo(7);
        assertThat(look(7, BACKLOG)).isEqualTo(7);
    }

    @Test
    void aFreeSlotKeepsThemFromGrowing() {
        assertThat(look(1, BACKLOG)).isEqualTo(2);
    }

    @Test
    void workThatTheLastClaimTookWholeKeepsThemFromGrowing() {
        assertThat(look(2, ENOUGH)).isEqualTo(2);
    }

    @Test
    void thoseThatNobodyNeededForTheWholeKeepaliveGo() {
        look(2, BACKLOG);
        look(4, BACKLOG);
        look(7, ENOUGH);
        later(Duration.ofSeconds(31));
        assertThat(look(1, ENOUGH)).as("7 were busy at the last look but one").isEqualTo(7);

        look(3, ENOUGH);
        later(Duration.ofSeconds(29));
        assertThat(look(1, ENOUGH)).isEqualTo(7);
        later(Duration.ofSeconds(2));

        assertThat(look(1, ENOUGH)).as("3 were busy at one look").isEqualTo(3);
    }

    @Test
    void theLeastStay() {
        look(2, BACKLOG);
        look(0, ENOUGH);
        later(Duration.ofSeconds(31));

        assertThat(look(0, ENOUGH)).isEqualTo(2);
    }

    @Nested
    class SetAtRunTime {

        @Test
        void theyAreSoManyWhateverThereIsToDo() {
            assertThat(lookWith(20, 0)).isEqualTo(20);
            assertThat(lookWith(1, 5)).isEqualTo(1);
        }

        @Test
        void thereIsAtLeastOne() {
            assertThat(lookWith(0, 0)).isEqualTo(1);
        }

        @Test
        void theRangeHoldsAgainWhenNothingIsSetAnyMore() {
            lookWith(20, 0);
            assertThat(look(20, BACKLOG)).isEqualTo(7);

            lookWith(1, 0);
            assertThat(look(0, ENOUGH)).isEqualTo(2);
        }

        private int lookWith(int set, int wanted) {
            present = scale.wanted(set, nanos, present, wanted, BACKLOG);
            return present;
        }
    }

    @Test
    void aRangeIsInOrderAndNotEmpty() {
        assertThatThrownBy(() -> new SlotRange(3, 2))
                .hasMessage("Slots are at least 1 and at most that or more; were 3-2");
        assertThatThrownBy(() -> SlotRange.of(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new SlotRange(2, 8)).hasToString("2-8");
        assertThat(SlotRange.of(4)).hasToString("4");
    }

    private int look(int wanted, boolean backlog) {
        present = scale.wanted(null, nanos, present, wanted, backlog);
        return present;
    }

    private void later(Duration passed) {
        nanos += passed.toNanos();
    }
}
