package org.caraway.it.fault.redeploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.caraway.it.harness.Build;
import org.caraway.it.harness.Ports;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.junit.jupiter.api.Test;

/** An undeployed application leaks neither threads nor classes, and loses no tasks. */
class RedeployIT {

    private static final int ROUNDS = 3;

    /** What the manifest of Payara Micro opens when it is started with {@code -jar}. */
    private static final List<String> OPENS = List.of(
            "java.base/jdk.internal.loader",
            "java.base/java.lang",
            "java.base/java.net",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/sun.nio.ch",
            "java.base/sun.net.www.protocol.jrt",
            "java.base/sun.net.www.protocol.jar",
            "java.base/java.io",
            "java.management/sun.management",
            "java.management/javax.management",
            "java.management/javax.management.openmbean",
            "jdk.management/com.sun.management.internal",
            "java.naming/javax.naming.spi",
            "java.rmi/sun.rmi.transport",
            "java.logging/java.util.logging");

    @Test
    void redeploymentsLeaveNoThreadNoClassLoaderAndNoUnfinishedTask() throws Exception {
        Path war = TestWar.write(TestWar.of(
                "redeploy",
                "caraway.worker.queues=default:4\ncaraway.shutdown-grace=PT5S\ncaraway.capture-logs=info\n",
                RedeployTasks.class,
                RedeployWait.class));
        try (PostgresDatabase database = PostgresDatabase.start()) {
            ServerSettings settings = ServerSettings.onPostgres("redeploy", war, database);

            List<String> lines = run(settings);

            assertThat(lines)
                    .filteredOn(line -> line.startsWith("wait"))
                    .hasSize(ROUNDS - 1)
                    .containsOnly("wait 200");
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("threads"))
                    .hasSize(ROUNDS)
                    .containsOnly("threads 0");
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("unfinished"))
                    .as("unfinished tasks after each undeployment")
                    .hasSize(ROUNDS)
                    .endsWith("unfinished 0")
                    .first()
                    .isNotEqualTo("unfinished 0");
            assertThat(lines).as("leaked class loaders").contains("loaders 0");
        }
    }

    /** The output of the child process. */
    private static List<String> run(ServerSettings settings) throws Exception {
        Path log =
                Files.createDirectories(Build.target().resolve(settings.name())).resolve("server.log");
        ProcessBuilder builder =
                new ProcessBuilder(command(settings)).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(settings.environment());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(8, TimeUnit.MINUTES))
                    .as("end of %s", log)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return output(log);
    }

    private static List<String> output(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith(RedeployMain.MARK))
                    .map(line -> line.substring(RedeployMain.MARK.length()))
                    .toList();
        }
    }

    private static List<String> command(ServerSettings settings) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        OPENS.forEach(name -> command.add("--add-opens=" + name + "=ALL-UNNAMED"));
        command.add("--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED");
        command.add("-cp");
        command.add(classPath());
        command.add(RedeployMain.class.getName());
        command.add(settings.war().toString());
        command.add(settings.commands().toString());
        command.add(Integer.toString(ROUNDS));
        return command;
    }

    private static String classPath() throws IOException {
        Stream<Path> libraries = Stream.of("payara-micro.jar", "postgresql.jar", "awaitility.jar", "hamcrest.jar")
                .map(Build::serverFile);
        return Stream.concat(Stream.of(mainClasses()), libraries)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** A directory of the child's own classes and no others: the application's must come from the WAR alone. */
    private static Path mainClasses() throws IOException {
        Path directory = Build.target().resolve("redeploy-main");
        for (Class<?> type : List.of(RedeployMain.class, Ports.class)) {
            String name = type.getName().replace('.', '/') + ".class";
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            try (InputStream stream =
                    Objects.requireNonNull(type.getClassLoader().getResourceAsStream(name), name)) {
                Files.copy(stream, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return directory;
    }
}
