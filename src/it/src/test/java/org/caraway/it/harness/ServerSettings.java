package org.caraway.it.harness;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a server process is started with. Immutable.
 *
 * @param name names its directory below {@code target}
 * @param war what it deploys at the root
 * @param commands the asadmin file that makes the data source
 * @param environment what is added to its environment
 */
public record ServerSettings(String name, Path war, Path commands, Map<String, String> environment) {

    /** Copies the map. */
    public ServerSettings {
        environment = Map.copyOf(environment);
    }

    /** A server on an H2 file in its own directory, set up by the file that the demo uses. */
    public static ServerSettings onH2(String name, Path war) {
        return new ServerSettings(name, war, commands("h2.asadmin"), Map.of());
    }

    /** A server on PostgreSQL, set up by the file that the demo uses. */
    public static ServerSettings onPostgres(String name, Path war, PostgresDatabase database) {
        Map<String, String> environment = Map.of(
                "DEMO_DB_URL", database.url(),
                "DEMO_DB_USER", PostgresDatabase.USER,
                "DEMO_DB_PASSWORD", PostgresDatabase.PASSWORD);
        return new ServerSettings(name, war, commands("postgresql.asadmin"), environment);
    }

    /** The same with one more environment variable. */
    public ServerSettings with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new ServerSettings(name, war, commands, more);
    }

    private static Path commands(String file) {
        return Build.root().resolve("server-config/payara").resolve(file);
    }
}
