package org.caraway.demo.launcher;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the build laid what the demo needs. Immutable.
 *
 * @param server the directory of {@code payara-micro.jar} and {@code postgresql.jar}
 * @param war the application
 * @param commands the directory of the asadmin files, one for each database
 * @param work where the server runs, and keeps its log and its H2 file
 */
record DemoFiles(Path server, Path war, Path commands, Path work) {

    /** The files in the order of the record's components, as arguments of a command line. */
    static DemoFiles of(String... arguments) {
        if (arguments.length != 4) {
            throw new IllegalArgumentException("Expected 4 paths (server, WAR, asadmin files, working directory), got "
                    + arguments.length + "; start the demo with mvn -Pdemo");
        }
        return new DemoFiles(
                Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]));
    }

    /** What {@link #of} reads. */
    List<String> arguments() {
        return List.of(server.toString(), war.toString(), commands.toString(), work.toString());
    }

    /** What the server prints. */
    Path log() {
        return work.resolve("server.log").toAbsolutePath().normalize();
    }

    /** What H2 keeps, on that database. */
    Path data() {
        return work.resolve("data").toAbsolutePath().normalize();
    }
}
