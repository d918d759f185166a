package org.caraway.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    private final RandomGenerator random = new Random(20261121);

    @Test
    void eachWaitIsTheLastOneTimesTheBackoff() {
        RetryPolicy policy = policy(3, 2.0, false);

        assertThat(policy.delayBefore(1, random)).isEqualTo(Duration.ofSeconds(1));
        assertThat(policy.delayBefore(2, random)).isEqualTo(Duration.ofSeconds(2));
        assertThat(policy.delayBefore(5, random)).isEqualTo(Duration.ofSeconds(16));
    }

    @Test
    void aBackoffOfOneWaitsTheSameEachTime() {
        RetryPolicy policy = policy(3, 1.0, false);

        assertThat(policy.delayBefore(1, random)).isEqualTo(policy.delayBefore(1_000, random));
    }

    @Test
    void noWaitIsLongerThanTheLongestHoweverManyRetriesThereWere() {
        RetryPolicy policy = policy(-1, 10.0, false);

        assertThat(policy.delayBefore(400, random)).isEqualTo(Duration.ofMinutes(10));
        assertThat(policy.delayBefore(Integer.MAX_VALUE, random)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void noDelayStaysNoDelay() {
        RetryPolicy policy = new RetryPolicy(List.of(), List.of(), 3, Duration.ZERO, 2.0, Duration.ofMinutes(10), true);

        assertThat(policy.delayBefore(1, random)).isZero();
    }

    @Test
    void aBackoffThatOverflowsLeavesNoDelayAtZero() {
        RetryPolicy policy =
                new RetryPolicy(List.of(), List.of(), -1, Duration.ZERO, 10.0, Duration.ofMinutes(10), false);

        assertThat(policy.delayBefore(1_000, random)).isZero();
    }

    @Test
    void jitterDrawsEvenlyFromZeroToTheComputedWait() {
        RetryPolicy policy = policy(3, 2.0, true);

        long[] millis = IntStream.range(0, 10_000)
                .mapToLong(i -> policy.delayBefore(3, random).toMillis())
                .toArray();

        assertThat(Arrays.stream(millis).filter(wait -> wait < 0 || wait > 4_000))
                .isEmpty();
        for (int quarter = 0; quarter < 4; quarter++) {
            long from = quarter * 1_000L;
            long within = Arrays.stream(millis)
                    .filter(wait -> wait >= from && wait < from + 1_000)
                    .count();
            assertThat(within).isBetween(2_300L, 2_700L);
        }
    }

    @Test
    void subclassesOfACoveredFailureAreCovered() {
        RetryPolicy policy =
                new RetryPolicy(List.of(IOException.class), List.of(), 3, Duration.ZERO, 1.0, Duration.ZERO, false);

        assertThat(policy.covers(new FileNotFoundException())).isTrue();
        assertThat(policy.covers(new IllegalStateException())).isFalse();
    }

    @Test
    void whatIsNotToBeRetriedWins() {
        RetryPolicy policy = new RetryPolicy(
                List.of(FileNotFoundException.class),
                List.of(IOException.class),
                3,
                Duration.ZERO,
                1.0,
                Duration.ZERO,
                false);

        assertThat(policy.covers(new FileNotFoundException())).isFalse();
    }

    @Test
    void nothingIsCoveredByDefault() {
        assertThat(policy(3, 2.0, false).covers(new RuntimeException())).isFalse();
    }

    @Test
    void asManyRetriesAreAllowedAsThePolicySays() {
        assertThat(policy(2, 2.0, false).allowsAnother(1)).isTrue();
        assertThat(policy(2, 2.0, false).allowsAnother(2)).isFalse();
        assertThat(policy(0, 2.0, false).allowsAnother(0)).isFalse();
        assertThat(policy(-1, 2.0, false).allowsAnother(Integer.MAX_VALUE)).isTrue();
    }

    private static RetryPolicy policy(int maxRetries, double backoff, boolean jitter) {
        return new RetryPolicy(
                List.of(), List.of(), maxRetries, Duration.ofSeconds(1), backoff, Duration.ofMinutes(10), jitter);
    }
}
