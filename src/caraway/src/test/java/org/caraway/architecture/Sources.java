package org.caraway.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The project's own files, found from the directory that a module's tests run in. */
final class Sources {

    private Sources() {}

    /** The root of the project: the nearest directory upwards that has {@code docs/features.md}. */
    static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("docs/features.md"))) {
                return at;
            }
        }
        throw new IllegalStateException("No directory above " + start + " has docs/features.md");
    }

    /** The Java files that ship, of every module. */
    static List<Path> main() throws IOException {
        return below("src/main/java");
    }

    /** The Java files of the tests, of every module. */
    static List<Path> test() throws IOException {
        return below("src/test/java");
    }

    /** The Java files of every module. */
    static List<Path> all() throws IOException {
        List<Path> all = new ArrayList<>(main());
        all.addAll(test());
        return all;
    }

    private static List<Path> below(String folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root().resolve("src"))) {
            for (Path module : modules.sorted().toList()) {
                if (Files.isDirectory(module.resolve(folder))) {
                    files.addAll(javaFiles(module.resolve(folder)));
                }
            }
        }
        return files;
    }

    private static List<Path> javaFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }
}
