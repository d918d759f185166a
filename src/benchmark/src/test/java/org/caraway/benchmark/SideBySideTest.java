package org.caraway.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole command, on H2 in memory and with a hundred tasks: that it works, not how fast. */
class SideBySideTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return new CommandLine(new SideBySide())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void aMeasurementPrintsItsTableAndWritesItsFiles(@TempDir Path folder) throws IOException {
        int code = execute(
                "--database=h2",
                "--contenders=caraway",
                "--scenarios=drain,transactional",
                "--count=100",
                "--repetitions=1",
                "--warmups=0",
                "--results=" + folder);

        assertThat(out.toString()).contains("| drain no-op: tasks, /s").contains("| drain, one write each: tasks, /s");
        assertThat(out.toString()).contains("rows more than tasks 0.00");
        assertThat(code).isZero();
        assertThat(Files.readString(folder.resolve("results.json"))).contains("\"scenario\" : \"drain no-op\"");
        assertThat(folder.resolve("table.md")).isNotEmptyFile();
        assertThat(folder.resolve("rates.svg")).isNotEmptyFile();
    }

    @Test
    void aWrongScenarioIsRefusedBeforeAnythingStarts() {
        assertThat(execute("--scenarios=drian")).isEqualTo(2);

        assertThat(err.toString()).startsWith("There is no scenario 'drian'; use all, usual, large, drain,");
    }

    @Test
    void othersThanCarawayAreRefusedOnH2() {
        assertThat(execute("--database=h2")).isEqualTo(2);

        assertThat(err.toString()).startsWith("Only Caraway runs on h2 here; add --contenders caraway");
    }

    @Test
    void noRepetitionsAreRefused() {
        assertThat(execute("--repetitions=0")).isEqualTo(2);

        assertThat(err.toString()).startsWith("--repetitions is 0; give it at least 1");
    }

    @Test
    void theListNamesScenariosAndContenders() {
        assertThat(execute("--list")).isZero();

        assertThat(out.toString())
                .contains("old-snapshot")
                .contains("Contenders: all, caraway, db-scheduler, jobrunr, quartz");
    }
}
