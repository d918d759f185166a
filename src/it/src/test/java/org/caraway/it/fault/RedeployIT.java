package org.caraway.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.caraway.it.harness.Build;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.junit.jupiter.api.Test;

/** An application that is undeployed leaves neither threads nor classes, and loses no work. */
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
    void threeRedeploymentsLeaveNoThreadNoLoaderAndNoUnfinishedTask() throws Exception {
        Path war = TestWar.write(TestWar.of(
                "redeploy", "caraway.worker.queues=default:4\ncaraway.shutdown-grace=PT5S\n", RedeployTasks.class));
        try (PostgresDatabase database = PostgresDatabase.start()) {
            ServerSettings settings = ServerSettings.onPostgres("redeploy", war, database);

            List<String> lines = run(settings);

            assertThat(lines)
                    .filteredOn(line -> line.startsWith("threads"))
                    .hasSize(ROUNDS)
                    .containsOnly("threads 0");
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("unfinished"))
                    .as("work left behind by each undeployment")
                    .hasSize(ROUNDS)
                    .endsWith("unfinished 0")
                    .first()
                    .isNotEqualTo("unfinished 0");
            assertThat(lines).contains("loaders 0");
        }
    }

    /** What the child process said. */
    private static List<String> run(ServerSettings settings) throws Exception {
        Path log =
                Files.createDirectories(Build.target().resolve(settings.name())).resolve("server.log");
        ProcessBuilder builder =
                new ProcessBuilder(command(settings)).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(settings.environment());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES))
                    .as("end of %s", log)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return said(log);
    }

    private static List<String> said(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith(RedeployMain.MARK))
                    .map(line -> line.substring(RedeployMain.MARK.length()))
                    .toList();
        }
    }

    private static List<String> command(ServerSettings settings) throws IOException, URISyntaxException {
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
        command.add(Integer.toString(PayaraProcess.freePort()));
        return command;
    }

    private static String classPath() throws URISyntaxException {
        Path own = Path.of(RedeployMain.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Stream<Path> libraries = Stream.of("payara-micro.jar", "postgresql.jar", "awaitility.jar", "hamcrest.jar")
                .map(Build::serverFile);
        return Stream.concat(Stream.of(own), libraries)
                .map(Path::toString)
                .reduce((left, right) -> left + File.pathSeparator + right)
                .orElseThrow();
    }
}
