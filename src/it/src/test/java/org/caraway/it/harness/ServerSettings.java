package org.caraway.it.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server process is started with. Immutable.
 *
 * @param name names its directory below {@code target}
 * @param war what it deploys at the root
 * @param commands the asadmin file that makes the data source
 * @param environment what is added to its environment
 * @param jvmOptions what is added to the options of its virtual machine
 * @param java the home of the JDK that it runs on
 */
public record ServerSettings(
        String name, Path war, Path commands, Map<String, String> environment, List<String> jvmOptions, Path java) {

    /** Copies the collections. */
    public ServerSettings {
        environment = Map.copyOf(environment);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** A server on an H2 file in its own directory, set up by the file that the demo uses. */
    public static ServerSettings onH2(String name, Path war) {
        return new ServerSettings(name, war, commands("h2.asadmin"), Map.of(), List.of(), Jdks.own());
    }

    /** A server on PostgreSQL, set up by the file that the demo uses. */
    public static ServerSettings onPostgres(String name, Path war, PostgresDatabase database) {
        return onPostgres(name, war, database.url());
    }

    /** A server on the PostgreSQL of this URL, set up by the file that the demo uses. */
    public static ServerSettings onPostgres(String name, Path war, String url) {
        Map<String, String> environment = Map.of(
                "DEMO_DB_URL", url,
                "DEMO_DB_USER", PostgresDatabase.USER,
                "DEMO_DB_PASSWORD", PostgresDatabase.PASSWORD);
        return new ServerSettings(name, war, commands("postgresql.asadmin"), environment, List.of(), Jdks.own());
    }

    /** The same, set up by another asadmin file. */
    public ServerSettings setUpBy(Path file) {
        return new ServerSettings(name, war, file, environment, jvmOptions, java);
    }

    /** The same with one more option for its virtual machine. */
    public ServerSettings withJvmOption(String option) {
        List<String> more = new ArrayList<>(jvmOptions);
        more.add(option);
        return new ServerSettings(name, war, commands, environment, more, java);
    }

    /** The same with one more environment variable. */
    public ServerSettings with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new ServerSettings(name, war, commands, more, jvmOptions, java);
    }

    /** The same on another JDK. */
    public ServerSettings on(Path jdk) {
        return new ServerSettings(name, war, commands, environment, jvmOptions, jdk);
    }

    private static Path commands(String file) {
        return Build.root().resolve("server-config/payara").resolve(file);
    }
}
