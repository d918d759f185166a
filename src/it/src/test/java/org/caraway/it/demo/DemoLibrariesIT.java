package org.caraway.it.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.caraway.it.harness.Build;
import org.junit.jupiter.api.Test;

/** What an application gets into its WAR with Caraway: a library too many may change how the server behaves. */
class DemoLibrariesIT {

    /** The libraries of Hibernate, which the demo asks for. */
    private static final List<String> HIBERNATE =
            List.of("antlr4-", "byte-buddy-", "classmate-", "hibernate-", "jandex-", "jboss-logging-");

    @Test
    void carawayBringsFlywayAndNoLibraryForJson() throws IOException {
        assertThat(names().filter(name -> HIBERNATE.stream().noneMatch(name::startsWith)))
                .allSatisfy(name -> assertThat(name).doesNotContain("jackson", "gson"))
                .map(name -> name.replaceFirst("-\\d.*", ""))
                .containsExactlyInAnyOrder(
                        "caraway",
                        "caraway-web",
                        "commons-suncalc", // schedules by the sun
                        "flyway-core",
                        "flyway-database-cockroachdb", // a part of the next one
                        "flyway-database-postgresql",
                        "jspecify");
    }

    private static Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(Build.target().resolve("demo-war/WEB-INF/lib"))) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }
}
