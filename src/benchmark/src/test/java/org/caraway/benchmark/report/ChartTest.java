package org.caraway.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartTest {

    private static final Metric RATE = Metric.higher("rate", "tasks", "/s");

    private final Results results = new Results("Caraway");

    @Test
    void aContenderThatLacksAScenarioOrHasZeroDoesNotBreakTheChart(@TempDir Path folder) throws IOException {
        results.add("drain", RATE, "Caraway", 60_000);
        results.add("drain", RATE, "Other", 0);
        results.add("enqueue", RATE, "Caraway", 9_000);
        Path file = folder.resolve("chart.svg");

        assertThat(Chart.write(results, "Tasks", "/s", row -> true, file)).isTrue();

        assertThat(Files.readString(file)).contains("<svg", "</svg>");
    }

    @Test
    void withoutRowsThereIsNoFile(@TempDir Path folder) {
        Path file = folder.resolve("chart.svg");

        assertThat(Chart.write(results, "Tasks", "/s", row -> true, file)).isFalse();

        assertThat(file).doesNotExist();
    }
}
