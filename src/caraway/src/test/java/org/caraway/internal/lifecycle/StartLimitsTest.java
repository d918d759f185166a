package org.caraway.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartLimitsTest {

    @Test
    void ratesAreReadWithUnitSharedNameAndParameter() {
        assertThat(RateLimit.parse("1/s, 100 / m per customer,5/h shared smtp,9/d shared smtp per customer"))
                .containsExactly(
                        new RateLimit(1, Duration.ofSeconds(1), null, null),
                        new RateLimit(100, Duration.ofMinutes(1), null, "customer"),
                        new RateLimit(5, Duration.ofHours(1), "smtp", null),
                        new RateLimit(9, Duration.ofDays(1), "smtp", "customer"));
        assertThat(RateLimit.parse(" ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/s", "fast", "10", "10/w", "1/s,", "1000000000/s"})
    void whatIsNoRateIsRefused(String text) {
        assertThatThrownBy(() -> RateLimit.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no rate limit; write a number of 1 or more and a unit such as 100/m");
    }

    @Test
    void permitsAreSpreadEvenlyAndNeverWithoutAGap() {
        assertThat(new RateLimit(100, Duration.ofMinutes(1), null, null).gap()).isEqualTo(Duration.ofMillis(600));
        assertThat(new RateLimit(Integer.MAX_VALUE, Duration.ofSeconds(1), null, null).gap())
                .isEqualTo(Duration.ofNanos(1));
    }

    @Test
    void concurrencyIsReadWithItsParameter() {
        assertThat(ConcurrencyLimit.parse("1, 3 per customer"))
                .containsExactly(new ConcurrencyLimit(1, null), new ConcurrencyLimit(3, "customer"));
        assertThat(ConcurrencyLimit.parse("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "some", "1,", "1000000000"})
    void whatIsNoConcurrencyIsRefused(String text) {
        assertThatThrownBy(() -> ConcurrencyLimit.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no limit on concurrency; write a number of 1 or more such as 3");
    }

    @Test
    void limitsOfEitherKindAreLimits() {
        assertThat(StartLimits.NONE.isEmpty()).isTrue();
        assertThat(new StartLimits(RateLimit.parse("1/s"), List.of()).isEmpty()).isFalse();
        assertThat(new StartLimits(List.of(), ConcurrencyLimit.parse("1")).isEmpty())
                .isFalse();
    }
}
