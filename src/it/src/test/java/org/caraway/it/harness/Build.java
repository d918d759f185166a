package org.caraway.it.harness;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/** Where the build keeps things. Stateless. */
public final class Build {

    private Build() {}

    /** The repository's root. */
    public static Path root() {
        return Path.of(property("it.root"));
    }

    /** The directory below which tests may write. */
    public static Path target() {
        return Path.of(property("it.target"));
    }

    /** A file that the build laid beside the server, such as {@code payara-micro.jar}. */
    public static Path serverFile(String name) {
        return target().resolve("server").resolve(name);
    }

    private static String property(String name) {
        return requireNonNull(System.getProperty(name), () -> name + " is not set; run the tests with Maven");
    }
}
