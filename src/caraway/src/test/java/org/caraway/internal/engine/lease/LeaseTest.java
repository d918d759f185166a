package org.caraway.internal.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private static final long HOUR = Duration.ofHours(1).toNanos();

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
        lease.begun(System.nanoTime());
        lease.renewed(System.nanoTime());

        assertThat(lease.mayRescue()).isTrue();
    }

    @Test
    void thatWasRenewedTooLateGivesTheOthersOneLeaseToComeBack() {
        lease.begun(System.nanoTime() - HOUR);
        lease.renewed(System.nanoTime());

        assertThat(lease.held()).isTrue();
        assertThat(lease.mayRescue()).isFalse();
    }

    @Test
    void thatWasRenewedAfterMoreThanTwoThirdsOfItGivesTheOthersOneLeaseToo() {
        lease.begun(System.nanoTime() - Duration.ofSeconds(45).toNanos());
        lease.renewed(System.nanoTime());

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
        lease.renewed(System.nanoTime());
        lease.renewed(System.nanoTime());

        assertThat(lease.mayRescue()).isFalse();
    }
}
