package org.caraway.demo.launcher;

import java.security.SecureRandom;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the demo from the environment. Immutable.
 *
 * @param port {@code DEMO_PORT}, 8080 if it is not set
 * @param database whether {@code DEMO_DB_URL} names a PostgreSQL
 * @param login the source of the operator's password
 * @param password the operator's password
 */
record DemoSettings(int port, Database database, Login login, String password) {

    /** Where the demo keeps its tables; each has its asadmin file. */
    enum Database {
        H2("h2.asadmin"),
        POSTGRESQL("postgresql.asadmin");

        private final String commands;

        Database(String commands) {
            this.commands = commands;
        }

        String commands() {
            return commands;
        }
    }

    /** Where the operator's password comes from. */
    enum Login {
        /** The environment variable {@code DEMO_OPERATOR_PASSWORD}. */
        GIVEN,
        /** Generated for this start and not stored. */
        MADE
    }

    private static final int DEFAULT_PORT = 8080;
    private static final int HIGHEST_PORT = 65_535;
    /** Without the letters and digits that are taken for one another. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int PASSWORD_GROUPS = 4;
    private static final int GROUP_LENGTH = 4;

    /** Reads the environment. */
    static DemoSettings of(Map<String, String> environment) {
        @Nullable String given = value(environment, "DEMO_OPERATOR_PASSWORD");
        return new DemoSettings(
                port(value(environment, "DEMO_PORT")),
                database(environment),
                given == null ? Login.MADE : Login.GIVEN,
                given == null ? madePassword() : given);
    }

    private static int port(@Nullable String text) {
        if (text == null) {
            return DEFAULT_PORT;
        }
        try {
            int port = Integer.parseInt(text.strip());
            if (port > 0 && port <= HIGHEST_PORT) {
                return port;
            }
        } catch (NumberFormatException none) {
            // reported below, as for a number out of range
        }
        throw new DemoFailure("DEMO_PORT is '" + text + "'; set it to a port from 1 to " + HIGHEST_PORT + ".");
    }

    private static Database database(Map<String, String> environment) {
        if (value(environment, "DEMO_DB_URL") == null) {
            return Database.H2;
        }
        for (String name : new String[] {"DEMO_DB_USER", "DEMO_DB_PASSWORD"}) {
            if (value(environment, name) == null) {
                throw new DemoFailure(
                        "DEMO_DB_URL is set, but " + name + " is not; set it, or unset DEMO_DB_URL to run on H2.");
            }
        }
        return Database.POSTGRESQL;
    }

    private static String madePassword() {
        SecureRandom random = new SecureRandom();
        return IntStream.range(0, PASSWORD_GROUPS)
                .mapToObj(group -> random.ints(GROUP_LENGTH, 0, ALPHABET.length())
                        .mapToObj(index -> ALPHABET.substring(index, index + 1))
                        .collect(Collectors.joining()))
                .collect(Collectors.joining("-"));
    }

    /** Absent if it is not set, or blank. */
    private static @Nullable String value(Map<String, String> environment, String name) {
        @Nullable String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "DemoSettings[port=" + port + ", database=" + database + ", login=" + login + "]";
    }
}
