package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.caraway.TaskError;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.payload.PayloadFormats;
import org.caraway.internal.payload.TestFormats;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.registry.TaskParameter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a worker does with tasks whose payloads are in a format. */
class FormatTest {

    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void argumentsAreReadAndResultsWrittenInIt() {
        bench.format("vault", TestFormats.VAULT)
                .define(
                        "Patients.admit",
                        arguments -> {
                            CurrentTask.find().orElseThrow().partialResult("half");
                            return "admitted " + arguments[0];
                        },
                        String.class);
        bench.start();

        TaskView task = bench.runToEnd("Patients.admit", TestFormats.sealed("[\"Ann\"]"));

        assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(task.arguments()).isEqualTo(TestFormats.sealed("[\"Ann\"]"));
        assertThat(task.result()).isEqualTo(TestFormats.sealed("\"admitted Ann\""));
        assertThat(task.partialResult()).isEqualTo(TestFormats.sealed("\"half\""));
    }

    @Test
    void plainArgumentsAreReadTooAsThoseOfSqlAndOfEarlierVersions() {
        bench.format("vault", TestFormats.VAULT).define("Patients.admit", arguments -> arguments[0], String.class);
        bench.start();

        TaskView task = bench.runToEnd("Patients.admit", "{\"value\":\"Ann\"}");

        assertThat(task.result()).isEqualTo(TestFormats.sealed("\"Ann\""));
    }

    @Test
    void whatWasWrittenInItIsReadWhenTheTaskHasItNoMore() {
        bench.format("", TestFormats.VAULT).define("Patients.admit", arguments -> arguments[0], String.class);
        bench.start();

        TaskView task = bench.runToEnd("Patients.admit", TestFormats.sealed("[\"Ann\"]"));

        assertThat(task.result()).isEqualTo("\"Ann\"");
    }

    @Test
    void argumentsThatCannotBeDecodedFailTheTask() {
        bench.format("vault", TestFormats.VAULT).define("Patients.admit", arguments -> arguments[0], String.class);
        bench.start();

        TaskView task = bench.runToEnd("Patients.admit", "{\"caraway:format\":\"vault\",\"value\":\"no base64\"}");

        assertThat(task.state()).isEqualTo(TaskState.FAILURE);
        assertThat(Objects.requireNonNull(task.error()).message())
                .startsWith("The format 'vault' (org.caraway.internal.payload.TestFormats$Vault) could not decode the"
                        + " arguments: java.lang.IllegalArgumentException; its message is not told, ");
    }

    @Test
    void nothingOfArgumentsThatDoNotFitIsStored() {
        bench.format("vault", TestFormats.VAULT)
                .define("Patients.admit", arguments -> 1, List.of(new TaskParameter("born", LocalDate.class)));
        bench.start();

        TaskError hidden =
                Objects.requireNonNull(bench.runToEnd("Patients.admit", TestFormats.sealed("[\"Ann of Kent\"]"))
                        .error());
        TaskError plain = Objects.requireNonNull(
                bench.runToEnd("Patients.admit", "[\"Ann of Kent\"]").error());

        for (TaskError error : List.of(hidden, plain)) {
            assertThat(error.message()).contains("For parameter 1 (born)").doesNotContain("Ann of Kent");
            assertThat(error.trace()).contains("For parameter 1 (born)").doesNotContain("Ann of Kent");
        }
    }

    @Test
    void argumentsInAFormatThatIsNotKnownFailTheTask() {
        bench.format("", PayloadFormats.NONE).define("Patients.admit", arguments -> arguments[0], String.class);
        bench.start();

        TaskView task = bench.runToEnd("Patients.admit", TestFormats.sealed("[\"Ann\"]"));

        assertThat(Objects.requireNonNull(task.error()).message())
                .startsWith("The format 'vault' of the arguments is not known to this application");
    }

    @Test
    void nothingOfItsArgumentsIsShown() {
        bench.format("vault", TestFormats.VAULT)
                .define(
                        "Patients.admit",
                        arguments ->
                                CurrentTask.find().orElseThrow().arguments().isPresent(),
                        String.class);
        bench.start();

        assertThat(bench.runToEnd("Patients.admit", TestFormats.sealed("[\"Ann\"]"))
                        .result())
                .isEqualTo(TestFormats.sealed("false"));
    }
}
