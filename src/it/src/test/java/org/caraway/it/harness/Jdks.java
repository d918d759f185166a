package org.caraway.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The JDKs of this machine. Stateless. */
public final class Jdks {

    private Jdks() {}

    /** The home of the one that this process runs on. */
    public static Path own() {
        return Path.of(System.getProperty("java.home"));
    }

    /**
     * The home of one of at least this feature version: this process's own, else one that a variable such as {@code
     * JAVA_HOME_21} names, else one that is installed beside it.
     */
    public static Optional<Path> atLeast(int feature) {
        if (Runtime.version().feature() >= feature) {
            return Optional.of(own());
        }
        Stream<Path> named = System.getenv().entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("JAVA_HOME_"))
                .map(variable -> Path.of(variable.getValue()));
        try (Stream<Path> beside = Files.list(own().resolveSibling(""))) {
            return Stream.concat(named, beside)
                    .filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .filter(home -> featureOf(home) >= feature)
                    .findFirst();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Cannot list the JDKs beside " + own(), unreadable);
        }
    }

    /** The version in the file {@code release}, 0 if there is none. */
    private static int featureOf(Path home) {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)) {
            return 0;
        }
        Properties properties = new Properties();
        try (InputStream text = Files.newInputStream(release)) {
            properties.load(text);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Cannot read " + release, unreadable);
        }
        String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
        return Integer.parseInt(version.split("\\D", -1)[0]); // of Java 8 and older that is 1
    }
}
