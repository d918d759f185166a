package org.caraway.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule that cannot fail is worthless: each one is shown code that breaks it. */
class ArchitectureRulesTest {

    private final Path directory;

    ArchitectureRulesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Nested
    class Packages {

        @Test
        void aStoreThatUsesTheEngineIsReported() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.DIRECTION,
                    "package org.caraway.internal.engine; public class Claimer {}",
                    "package org.caraway.internal.store; class Upward { org.caraway.internal.engine.Claimer claimer; }");

            assertThat(violations).isNotEmpty().allMatch(line -> line.startsWith("'store' may not use 'engine'"));
        }

        @Test
        void anEngineThatUsesTheClientBesideItIsReported() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.DIRECTION,
                    "package org.caraway.internal.client; public class Handles {}",
                    "package org.caraway.internal.engine; class Sideward { org.caraway.internal.client.Handles[] all; }");

            assertThat(violations).isNotEmpty().allMatch(line -> line.startsWith("'engine' may not use 'client'"));
        }

        @Test
        void anApiThatUsesAnInternalPackageIsReported() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.DIRECTION,
                    "package org.caraway.internal.lifecycle; public class Rule {}",
                    "package org.caraway; public class Leak { org.caraway.internal.lifecycle.Rule rule; }");

            assertThat(violations)
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("'org.caraway' may not use 'lifecycle'"));
        }

        @Test
        void aPackageWithoutARankIsReported() throws IOException {
            List<String> violations =
                    violations(ArchitectureRules.DIRECTION, "package org.caraway.internal.misc; class Drawer {}");

            assertThat(violations).singleElement().asString().contains("'misc', which has no rank");
        }

        @Test
        void aPackageThatUsesOnlyLowerOnesIsNotReported() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.DIRECTION,
                    "package org.caraway.internal.lifecycle; public class Rule {}",
                    "package org.caraway.internal.registry; public class Entry { org.caraway.internal.lifecycle.Rule rule; }",
                    "package org.caraway.internal.cdi; class Wiring { org.caraway.internal.registry.Entry entry; }");

            assertThat(violations).isEmpty();
        }

        @Test
        void twoPackagesThatUseEachOtherAreReported() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.NO_CYCLES,
                    "package org.caraway; public class Up { org.caraway.admin.Down down; }",
                    "package org.caraway.admin; public class Down { org.caraway.Up up; }");

            assertThat(violations).singleElement().asString().contains("Cycle detected");
        }

        @Test
        void sqlOutsideOfTheStoreIsReported() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.SQL_IN_STORE,
                    "package org.caraway.internal.engine; class Reads { java.sql.Connection connection; }",
                    "package org.caraway.internal.client; class Looks { javax.sql.DataSource source; }");

            assertThat(violations).hasSize(2);
        }

        @Test
        void theExtensionMayNameADataSourceButNotUseIt() throws IOException {
            List<String> violations = violations(ArchitectureRules.DATA_SOURCE_IN_CDI, """
                    package org.caraway.internal.cdi;
                    class LooksUp {
                        javax.sql.DataSource source;
                        Object open() throws Exception { return source.getConnection(); }
                    }
                    """);

            assertThat(violations).isNotEmpty().allMatch(line -> line.contains("getConnection()"));
        }

        @Test
        void openTelemetryOutsideOfItsPackageIsReported() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.OPTIONAL_OPEN_TELEMETRY,
                    "package io.opentelemetry.api.trace; public interface Span {}",
                    "package org.caraway.internal.engine; class Traces { io.opentelemetry.api.trace.Span span; }");

            assertThat(violations).hasSize(1);
        }

        @Test
        void theExtensionSpiOutsideOfCdiIsReported() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.EXTENSION_SPI_IN_CDI,
                    "package jakarta.enterprise.inject.spi; public interface BeanManager {}",
                    "package org.caraway.internal.engine; class Asks { jakarta.enterprise.inject.spi.BeanManager beans; }");

            assertThat(violations).hasSize(1);
        }

        @Test
        void aLifecycleThatKnowsTheServerIsReported() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.PURE_LIFECYCLE,
                    "package jakarta.transaction; public interface UserTransaction {}",
                    "package org.caraway.internal.lifecycle; class Impure { jakarta.transaction.UserTransaction tx; }");

            assertThat(violations).hasSize(1);
        }
    }

    @Nested
    class Endpoints {

        private static final String PATH =
                "package jakarta.ws.rs; @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)"
                        + " public @interface Path { String value(); }";

        @Test
        void anEndpointInTheCoreIsReported() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.NO_ENDPOINTS,
                    PATH,
                    "package org.caraway.internal.client; class Open { @jakarta.ws.rs.Path(\"tasks\") void list() {} }");

            assertThat(violations).hasSize(1);
        }

        @Test
        void aClassOfTheWebJarThatOpensByItselfIsReported() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.NOTHING_OPENS_BY_ITSELF,
                    PATH,
                    "package org.caraway.web; @jakarta.ws.rs.Path(\"caraway\") public class Open {}");

            assertThat(violations).hasSize(1);
        }

        @Test
        void aMethodOfTheWebJarWithAPathStaysClosed() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.NOTHING_OPENS_BY_ITSELF,
                    PATH,
                    "package org.caraway.web; public abstract class Closed { @jakarta.ws.rs.Path(\"x\") void list() {} }");

            assertThat(violations).isEmpty();
        }

        @Test
        void aWebPackageThatUsesOneAboveItIsReported() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.WEB_DIRECTION,
                    "package org.caraway.web.internal.read; public class Reads {}",
                    "package org.caraway.web.internal.json; class Upward { org.caraway.web.internal.read.Reads reads; }");

            assertThat(violations).isNotEmpty().allMatch(line -> line.startsWith("'json' may not use 'read'"));
        }

        @Test
        void aDecisionOfTheWebJarThatKnowsJaxRsIsReported() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.HTTP_API_AT_THE_DOOR,
                    PATH,
                    "package org.caraway.web.internal.read; class Reads { @jakarta.ws.rs.Path(\"x\") void list() {} }");

            assertThat(violations).hasSize(1);
        }

        @Test
        void aWebClassThatUsesAnInternalPackageIsReported() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.WEB_USES_EXPORTED_PACKAGES,
                    "package org.caraway.internal.store; public class Rows {}",
                    "package org.caraway.web; class Reads { org.caraway.internal.store.Rows rows; }");

            assertThat(violations).hasSize(1);
        }
    }

    @Nested
    class Statements {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "new Thread(() -> {}).start()",
                    "new Thread() {}.start()",
                    "new java.util.Timer()",
                    "new java.util.concurrent.ForkJoinPool()",
                    "java.util.concurrent.Executors.newCachedThreadPool()",
                    "java.util.concurrent.ForkJoinPool.commonPool()",
                    "java.util.concurrent.CompletableFuture.runAsync(() -> {})",
                    "new java.util.concurrent.CompletableFuture<String>().orTimeout(1, java.util.concurrent.TimeUnit.DAYS)",
                    "java.util.List.of(1).parallelStream()",
                    "java.util.stream.Stream.of(1).parallel()",
                    "java.util.function.Function<Runnable, Thread> f = Thread::new",
                })
        void anUnmanagedThreadIsReported(String statement) throws IOException {
            assertThat(violations(ArchitectureRules.NO_UNMANAGED_THREADS, running(statement)))
                    .isNotEmpty();
        }

        @Test
        void aFutureOnAnExecutorThatWasHandedInIsNotReported() throws IOException {
            String source = running("java.util.concurrent.CompletableFuture.runAsync(() -> {}, Runnable::run)");

            assertThat(violations(ArchitectureRules.NO_UNMANAGED_THREADS, source))
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"Thread.sleep(1)", "java.util.concurrent.TimeUnit.DAYS.sleep(1)"})
        void sleepingIsReported(String statement) throws IOException {
            assertThat(violations(ArchitectureRules.NO_SLEEPING, running(statement)))
                    .hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "java.util.random.RandomGenerator.getDefault()",
                    "java.util.random.RandomGenerator.of(\"Random\")",
                    "java.util.random.RandomGeneratorFactory.getDefault()",
                })
        void randomNumbersOfALookedUpServiceAreReported(String statement) throws IOException {
            assertThat(violations(ArchitectureRules.NO_LOOKED_UP_RANDOM, running(statement)))
                    .isNotEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"System.out.println()", "System.err.println()", "new Exception().printStackTrace()"})
        void wordsOnTheConsoleAreReported(String statement) throws IOException {
            assertThat(violations(ArchitectureRules.NO_STANDARD_STREAMS, running(statement)))
                    .hasSize(1);
        }

        @Test
        void anotherLoggingApiIsReported() throws IOException {
            String source = running("java.util.logging.Logger.getLogger(\"x\")");

            assertThat(violations(ArchitectureRules.ONE_LOGGING_API, source)).isNotEmpty();
        }

        @Test
        void thePackageThatTiesTasksToLoggingLibrariesMayNameThem() throws IOException {
            String source = running("java.util.logging.Logger.getLogger(\"x\")")
                    .replace("org.caraway.internal.engine", "org.caraway.internal.logging");

            assertThat(violations(ArchitectureRules.ONE_LOGGING_API, source)).isEmpty();
        }

        private static String running(String statement) {
            return "package org.caraway.internal.engine; class Runs { void run() throws Exception { " + statement
                    + "; } }";
        }
    }

    @Nested
    class Declarations {

        @Test
        void aConstructorWithEightParametersIsReported() throws IOException {
            String source = "package org.caraway.internal.engine;"
                    + " class Bag { Bag(int a, int b, int c, int d, int e, int f, int g, int h) {} }";

            assertThat(violations(ArchitectureRules.SHORT_CONSTRUCTORS, source))
                    .singleElement()
                    .asString()
                    .contains("has 8 parameters");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "class Bag { Bag(int a, int b, int c, int d, int e, int f, int g) {} }",
                    "class Bag { class Inner { Inner(int a, int b, int c, int d, int e, int f, int g) {} } }",
                    "record Bag(int a, int b, int c, int d, int e, int f, int g, int h) {}",
                    "enum Bag { ONE(1, 2, 3, 4, 5, 6); Bag(int a, int b, int c, int d, int e, int f) {} }"
                })
        void sevenParametersARecordAndWhatTheCompilerAddsAreNotReported(String type) throws IOException {
            String source = "package org.caraway.internal.engine; " + type;

            assertThat(violations(ArchitectureRules.SHORT_CONSTRUCTORS, source)).isEmpty();
        }

        @Test
        void aStaticVariableIsReported() throws IOException {
            List<String> violations = violations(
                    ArchitectureRules.NO_STATIC_VARIABLES,
                    "package org.caraway.internal.engine; class Counts { static int n; }");

            assertThat(violations).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ThreadLocal<String>",
                    "java.util.concurrent.ConcurrentHashMap<String, String>",
                    "java.util.concurrent.atomic.AtomicLong"
                })
        void aConstantThatHoldsStateIsReported(String type) throws IOException {
            String source = "package org.caraway.internal.engine; class Keeps { static final " + type + " KEPT = new "
                    + type + "(); }";

            assertThat(violations(ArchitectureRules.NO_STATIC_STATE, source)).hasSize(1);
        }

        @Test
        void theCurrentTaskMayBeKeptPerThread() throws IOException {
            List<String> violations = violations(ArchitectureRules.NO_STATIC_STATE, """
                    package org.caraway.internal.propagation;
                    class CurrentTask { static final ThreadLocal<String> CURRENT = new ThreadLocal<>(); }
                    """);

            assertThat(violations).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"TaskManager", "StoreImpl", "SqlUtils", "JsonHelper", "AbstractStore", "BaseLoop"})
        void aNameThatDoesNotTellIsReported(String name) throws IOException {
            String source = "package org.caraway.internal.store; class " + name + " {}";

            assertThat(violations(ArchitectureRules.TELLING_NAMES, source)).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"JdbcTaskStore", "DefaultTaskQueue", "Base64Text", "Utility"})
        void aNameThatTellsIsNotReported(String name) throws IOException {
            String source = "package org.caraway.internal.store; class " + name + " {}";

            assertThat(violations(ArchitectureRules.TELLING_NAMES, source)).isEmpty();
        }
    }

    private List<String> violations(ArchRule rule, String... sources) throws IOException {
        return rule.allowEmptyShould(true)
                .evaluate(CompiledSource.compile(directory, sources))
                .getFailureReport()
                .getDetails();
    }
}
