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
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the compiler accepts as a call of a task, and what it does not. */
class TypedCallsTest {

    private static final ToolProvider JAVAC = ToolProvider.findFirst("javac").orElseThrow();

    private final Path directory;

    TypedCallsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TaskHandle<String> h = tasks.enqueue(Bean::v0);",
                "TaskHandle<String> h = tasks.enqueue(Bean::v1, 1L);",
                "TaskHandle<String> h = tasks.enqueue(Bean::v2, 1L, 2);",
                "TaskHandle<String> h = tasks.enqueue(Bean::v3, 1L, 2, \"c\");",
                "TaskHandle<String> h = tasks.enqueue(Bean::v4, 1L, 2, \"c\", List.of(4));",
                "TaskHandle<String> h = tasks.enqueue(Bean::v5, 1L, 2, \"c\", List.of(4), 5.0);",
                "TaskHandle<String> h = tasks.enqueue(Bean::v6, 1L, 2, \"c\", List.of(4), 5.0, true);",
                "TaskHandle<Void> h = tasks.enqueue(Bean::n0);",
                "TaskHandle<Void> h = tasks.enqueue(Bean::n1, 1L);",
                "TaskHandle<Void> h = tasks.enqueue(Bean::n2, 1L, 2);",
                "TaskHandle<Void> h = tasks.enqueue(Bean::n3, 1L, 2, \"c\");",
                "TaskHandle<Void> h = tasks.enqueue(Bean::n4, 1L, 2, \"c\", List.of(4));",
                "TaskHandle<Void> h = tasks.enqueue(Bean::n5, 1L, 2, \"c\", List.of(4), 5.0);",
                "TaskHandle<Void> h = tasks.enqueue(Bean::n6, 1L, 2, \"c\", List.of(4), 5.0, true);",
                "TaskCall<String> c = tasks.call(Bean::v1, 1L);",
                "TaskCall<Integer> c = tasks.call(Bean::primitive);",
                "TaskHandle<String> h = tasks.enqueue(tasks.call(Bean::v1, 1L).priority(9));"
            })
    void aCallWithTheRightArgumentsCompiles(String statement) {
        assertThat(errorsOf(statement)).isEmpty();
    }

    /** One error, in this statement: of this kind of javac's, at this place. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tasks.enqueue(Bean::v1, \"one\");|cant.apply.symbols|.enqueue(",
                "tasks.enqueue(Bean::n1, \"one\");|cant.apply.symbols|.enqueue(",
                "tasks.enqueue(Bean::v1);|cant.apply.symbols|.enqueue(",
                "tasks.enqueue(Bean::v0, 1L);|cant.apply.symbols|.enqueue(",
                "tasks.enqueue(Bean::v4, 1L, 2, \"c\", List.of(\"four\"));|cant.apply.symbols|.enqueue(",
                "tasks.call(Bean::n6, 1L, 2, \"c\", List.of(4), 5.0, \"yes\");|cant.apply.symbols|.call(",
                "tasks.call(Bean::missing);|invalid.mref|Bean::missing",
                "TaskHandle<Integer> h = tasks.enqueue(Bean::v0);|prob.found.req|(Bean::v0)",
                "TaskHandle<String> h = tasks.enqueue(Bean::n0);|prob.found.req|(Bean::n0)"
            })
    void aCallWithAWrongArgumentOrResultDoesNotCompile(String statement, String kind, String place) {
        int column = "    ".length() + statement.indexOf(place) + 1;

        assertThat(errorsOf(statement, "-XDrawDiagnostics").lines().filter(line -> !line.startsWith("- ")))
                .hasSize(2)
                .last()
                .isEqualTo("1 error");
        assertThat(errorsOf(statement, "-XDrawDiagnostics"))
                .startsWith("Caller.java:5:" + column + ": compiler.err." + kind + ": ");
    }

    /** What docs/start/compiler-messages.md tells to look for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tasks.enqueue(Bean::v1, 42); | lower bounds: Long,Object | lower bounds: Integer",
                "tasks.enqueue(Bean::v1, 42); | inference variable A1#1 has incompatible bounds | no suitable method"
                        + " found",
                "tasks.enqueue(Bean::v1); | argument mismatch; invalid method reference | no suitable method found",
                "TaskHandle<Integer> h = tasks.enqueue(Bean::v0); | inference variable R has incompatible | error:"
                        + " incompatible types",
                "tasks.enqueue(Bean::overloaded, 1L); | error: reference to enqueue is ambiguous | 2 errors",
                "tasks.enqueue(Bean::missing); | invalid method reference | cannot find symbol"
            })
    void theCompilersMessagesAreThoseOfTheirPage(String statement, String one, String other) {
        assertThat(errorsOf(statement)).contains(one, other);
    }

    @Test
    void theCompilerNamesTheStatementThatIsWrong() {
        assertThat(errorsOf("tasks.enqueue(Bean::v1, \"one\");"))
                .contains("Caller.java:5: error:", "Bean::v1", "1 error");
    }

    /** What the compiler says of a method with this statement; empty if it compiles. */
    private String errorsOf(String statement, String... options) {
        String source = """
            import java.util.List;
            import org.caraway.*;
            class Caller {
              void call(TaskQueue tasks) {
                %s
              }
            }
            class Bean {
              String v0() { return ""; }
              String v1(long a) throws Exception { return ""; }
              String v2(long a, int b) { return ""; }
              String v3(long a, int b, String c) { return ""; }
              String v4(long a, int b, String c, List<Integer> d) { return ""; }
              String v5(long a, int b, String c, List<Integer> d, double e) { return ""; }
              String v6(long a, int b, String c, List<Integer> d, double e, boolean f) { return ""; }
              int primitive() { return 0; }
              String overloaded(long a) { return ""; }
              String overloaded(String a) { return ""; }
              void n0() {}
              void n1(long a) throws Exception {}
              void n2(long a, int b) {}
              void n3(long a, int b, String c) {}
              void n4(long a, int b, String c, List<Integer> d) {}
              void n5(long a, int b, String c, List<Integer> d, double e) {}
              void n6(long a, int b, String c, List<Integer> d, double e, boolean f) {}
            }
            """.formatted(statement);
        StringWriter said = new StringWriter();
        int status;
        try (PrintWriter out = new PrintWriter(said)) {
            Path file = Files.writeString(directory.resolve("Caller.java"), source);
            List<String> arguments = new ArrayList<>(List.of(options));
            arguments.addAll(
                    List.of("-proc:none", "-classpath", classPath(), "-d", directory.toString(), file.toString()));
            status = JAVAC.run(out, out, arguments.toArray(String[]::new));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        assertThat(said.toString().isBlank()).as(said.toString()).isEqualTo(status == 0);
        return said.toString();
    }

    private static String classPath() {
        return locationOf(TaskQueue.class) + File.pathSeparator + locationOf(org.jspecify.annotations.Nullable.class);
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
