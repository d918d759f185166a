package org.caraway.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds what the page says that a user needs against the tables that there are. */
class PrivilegesTest {

    private static final Path SQL = Path.of("..", "..", "sql");
    private static final Pattern TABLE = Pattern.compile("(?m)^CREATE (?:UNLOGGED )?TABLE (caraway_\\w+)");
    private static final Pattern GRANT = Pattern.compile("GRANT SELECT, INSERT, UPDATE, DELETE\\s+ON ([^;]+?) TO app;");

    @Test
    void thePageGrantsWhatIsDoneWithEachTable() throws IOException {
        Matcher grant = GRANT.matcher(Files.readString(SQL.resolve("README.md")));

        assertThat(grant.find()).isTrue();
        assertThat(grant.group(1).split(",\\s+", -1)).containsExactlyInAnyOrderElementsOf(tables());
    }

    private static Set<String> tables() throws IOException {
        try (var files = Files.list(SQL.resolve("postgresql"))) {
            return files.map(PrivilegesTest::text)
                    .flatMap(text -> TABLE.matcher(text).results())
                    .map(found -> found.group(1))
                    .filter(name -> !name.startsWith("caraway_finished_"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
