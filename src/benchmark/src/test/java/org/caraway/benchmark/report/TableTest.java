package org.caraway.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    private static final Metric RATE = Metric.higher("rate", "tasks", "/s").goal(50);
    private static final Metric P99 = Metric.lower("p99", "p99", "ms").goal(6);

    private final Results results = new Results("Caraway");

    @Test
    void aRowHasMedianBestAndRatioOfEachContender() {
        results.add("drain", RATE, "Caraway", 60_000);
        results.add("drain", RATE, "Other", 14_000);
        results.add("drain", RATE, "Other", 16_000);

        assertThat(Table.of(results).lines())
                .containsExactly(
                        "| Measure          |         Caraway |                 Other |        Goal |",
                        "|------------------|----------------:|----------------------:|------------:|",
                        "| drain: tasks, /s | 60,000 (60,000) | 15,000 (16,000) ×4.00 | ≥ 50.00 yes |");
    }

    @Test
    void aContenderThatLacksAScenarioHasADash() {
        results.add("drain", RATE, "Caraway", 40);
        results.add("latency", P99, "Other", 9);

        assertThat(Table.of(results).lines().skip(2))
                .containsExactly(
                        "| drain: tasks, /s | 40.00 (40.00) |           - | ≥ 50.00 no |",
                        "| latency: p99, ms |             - | 9.00 (9.00) |     ≤ 6.00 |");
    }

    @Test
    void aLowerLatencyOfTheReferenceIsARatioAboveOne() {
        results.add("latency", P99, "Caraway", 5);
        results.add("latency", P99, "Other", 10);

        assertThat(Table.of(results)).contains("10.00 (10.00) ×2.00", "≤ 6.00 yes");
    }

    @Test
    void thereIsNoRatioToAValueOfZero() {
        results.add("drain", RATE, "Caraway", 40);
        results.add("drain", RATE, "Other", 0);

        assertThat(Table.of(results)).contains("0.00 (0.00) |").doesNotContain("×");
    }

    @Test
    void withoutResultsThereIsOnlyTheHead() {
        assertThat(Table.of(results)).isEqualTo("| Measure | Goal |\n|---------|-----:|\n");
    }
}
