package org.caraway.benchmark.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PercentilesTest {

    private final Histogram latencies = new Histogram(3);

    @Test
    void nanosecondsBecomeMillisecondsAtEachPercentile() {
        for (int milli = 1; milli <= 100; milli++) {
            latencies.recordValue(milli * 1_000_000L);
        }

        Map<String, Double> values = Percentiles.of(latencies, 1, 2).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().title(), Map.Entry::getValue));

        assertThat(values).containsOnlyKeys("p50", "p95", "p99", "max");
        assertThat(values.get("p50")).isCloseTo(50, within(0.1));
        assertThat(values.get("p95")).isCloseTo(95, within(0.1));
        assertThat(values.get("p99")).isCloseTo(99, within(0.1));
        assertThat(values.get("max")).isCloseTo(100, within(0.1));
    }

    @Test
    void withoutLatenciesThereAreNone() {
        assertThatThrownBy(() -> Percentiles.of(latencies, 1, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Not one task noted when it ran");
    }
}
