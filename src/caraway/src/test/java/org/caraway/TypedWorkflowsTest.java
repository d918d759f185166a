package org.caraway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which compositions the compiler accepts: each step is checked against the one before. */
class TypedWorkflowsTest {

    private static final ToolProvider JAVAC = ToolProvider.findFirst("javac").orElseThrow();

    private final Path directory;

    TypedWorkflowsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Workflow<String> w = start.then(Bean::text);",
                "Workflow<Integer> w = start.then(Bean::plus, 2).then(Bean::twice);",
                "Workflow<Integer> w = Workflow.group(start, start).join(Bean::sum);",
                "Workflow<String> w = Workflow.group(start, start).join(Bean::outcomes, Join.SETTLED);",
                "Workflow<Integer> w = Workflow.group(start, start).join(Bean::twice, Join.ANY);",
                "Workflow<Integer> w = Workflow.group(start, start).join(Bean::sum, Join.atLeast(1));",
                "Workflow<String> w = Workflow.zip(start.then(Bean::text), start).then(Bean::both);",
                "Workflow<Integer> w = list.thenEach(Bean::twice).join(Bean::sum);",
                "Workflow<Integer> w = start.thenIf(Bean::even, n -> n.then(Bean::twice)).orElse(n -> n.then(Bean::plus, 1));",
                "Workflow<Integer> w = start.onSuccess(Bean::note).onFailure(Bean::alert);"
            })
    void aCompositionOfFittingStepsCompiles(String statement) {
        assertThat(errorsOf(statement)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start.then(Bean::length);",
                "Workflow<Integer> w = start.then(Bean::text);",
                "start.then(Bean::plus, \"two\");",
                "start.then(Bean::plus);",
                "Workflow.group(start, start).join(Bean::length);",
                "Workflow.group(start, start).join(Bean::sum, Join.SETTLED);",
                "Workflow.group(start, start).join(Bean::sum, Join.ANY);",
                "Workflow.zip(start, start.then(Bean::text)).then(Bean::both);",
                "list.thenEach(Bean::twice).join(Bean::length);",
                "start.thenIf(Bean::text, n -> n.then(Bean::twice));",
                "start.onSuccess(Bean::length);",
                "start.onFailure(Bean::note);"
            })
    void aStepThatDoesNotTakeWhatTheOneBeforeReturnsDoesNotCompile(String statement) {
        assertThat(errorsOf(statement)).contains("Caller.java:5: error:", "1 error");
    }

    /** What the compiler says of a method with this statement; empty if it compiles. */
    private String errorsOf(String statement) {
        String source = """
            import java.util.List;
            import org.caraway.*;
            class Caller {
              void compose(TaskCall<Integer> start, TaskCall<List<Integer>> list) {
                %s
              }
            }
            class Bean {
              String text(int a) { return ""; }
              int twice(int a) { return a; }
              int plus(int a, int b) { return a; }
              int length(String a) { return 0; }
              int sum(List<Integer> a) { return 0; }
              String outcomes(List<Outcome<Integer>> a) { return ""; }
              String both(String a, int b) { return ""; }
              boolean even(int a) { return true; }
              void note(int a) {}
              void alert(Outcome<Integer> a) {}
            }
            """.formatted(statement);
        StringWriter said = new StringWriter();
        try (PrintWriter out = new PrintWriter(said)) {
            Path file = Files.writeString(directory.resolve("Caller.java"), source);
            String path = locationOf(TaskQueue.class)
                    + File.pathSeparator
                    + locationOf(org.jspecify.annotations.Nullable.class);
            JAVAC.run(out, out, "-proc:none", "-classpath", path, "-d", directory.toString(), file.toString());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        return said.toString();
    }

    private static String locationOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
