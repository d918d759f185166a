package org.caraway.internal.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private static final long HOUR = Duration.ofHours(1).toNanos();

    private static final Duration THIRD = Duration.ofSeconds(20);

    private final Lease lease = new Lease(Duration.ofMinutes(1));

    @Test
    void isNotHeldBeforeItBegins() {
        assertThat(lease.held()).isFalse();
        assertThat(lease.mayRescue()).isFalse();
    }

    @Test
    void isHeldForItsLengthSinceItWasAskedFor() {
        lease.begun(System.nanoTime());
        assertThat(lease.held()).isTrue();

        lease.begun(System.nanoTime() - Duration.ofSeconds(61).toNanos());
        assertThat(lease.held()).isFalse();
    }

    @Test
    void thatWasRenewedInTimeLetsOthersBeTakenForLost() {
        lease.begun(System.nanoTime() - THIRD.toNanos());
        lease.renewed(System.nanoTime(), THIRD);

        assertThat(lease.mayRescue()).isTrue();
        assertThat(lease.mayRescue(Duration.ZERO)).isTrue();
    }

    @Test
    void thatHasJustBegunLetsTheOthersRenewTheirsFirst() {
        lease.begun(System.nanoTime());
        assertThat(lease.mayRescue()).isFalse();

        lease.begun(System.nanoTime() - THIRD.toNanos());
        assertThat(lease.mayRescue()).isTrue();
    }

    @Test
    void afterAJumpOfTheDatabasesClockGivesTheOthersOneLeaseToRenewTheirs() {
        lease.begun(System.nanoTime() - THIRD.toNanos());

        Duration jump = lease.renewed(System.nanoTime(), THIRD.plusHours(1));

        assertThat(jump).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
        assertThat(lease.mayRescue()).isFalse();
        assertThat(lease.clockWentBack()).isFalse();
    }

    @Test
    void afterAStepBackOfTheDatabasesClockDoesSoToo() {
        lease.begun(System.nanoTime() - THIRD.toNanos());

        Duration jump = lease.renewed(System.nanoTime(), THIRD.minusHours(1));

        assertThat(jump).isNegative();
        assertThat(lease.mayRescue()).isFalse();
        assertThat(lease.clockWentBack()).isTrue();
        assertThat(lease.clockWentBack()).isFalse();
    }

    @Test
    void letsNobodyBeTakenForLostByAClockThatHasJumpedSinceItsRenewal() {
        lease.begun(System.nanoTime() - THIRD.toNanos());
        lease.renewed(System.nanoTime(), THIRD);

        assertThat(lease.mayRescue(Duration.ofHours(1))).isFalse();
    }

    @Test
    void thatWasRenewedTooLateGivesTheOthersOneLeaseToComeBack() {
        lease.begun(System.nanoTime() - HOUR);
        lease.renewed(System.nanoTime(), Duration.ZERO);

        assertThat(lease.held()).isTrue();
        assertThat(lease.mayRescue()).isFalse();
    }

    @Test
    void thatWasRenewedAfterMoreThanTwoThirdsOfItGivesTheOthersOneLeaseToo() {
        lease.begun(System.nanoTime() - Duration.ofSeconds(45).toNanos());
        lease.renewed(System.nanoTime(), Duration.ZERO);

        assertThat(lease.held()).isTrue();
        assertThat(lease.mayRescue()).isFalse();
    }

    @Test
    void whoseRenewalIsOverdueLetsNobodyBeTakenForLost() {
        lease.begun(System.nanoTime() - Duration.ofSeconds(45).toNanos());

        assertThat(lease.held()).isTrue();
        assertThat(lease.mayRescue()).isFalse();
    }

    @Test
    void thatWasRenewedInTimeAfterALateOneStillWaitsForTheOthers() {
        lease.begun(System.nanoTime() - HOUR);
        lease.renewed(System.nanoTime(), Duration.ZERO);
        lease.renewed(System.nanoTime(), Duration.ZERO);

        assertThat(lease.mayRescue()).isFalse();
    }
}
