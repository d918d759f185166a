package org.caraway.demo.launcher;

/** The message of the demo after its start: the URLs and the login. Stateless. */
final class Welcome {

    private Welcome() {}

    static String text(DemoFiles files, DemoSettings settings) {
        String base = "http://127.0.0.1:" + settings.port();
        return """

                  The demo runs.

                    Page      %1$s/
                    Console   %1$s/caraway/console/
                    REST      %1$s/caraway
                    OpenAPI   %1$s/openapi
                    Health    %1$s/health
                    Sign in   %2$s

                    Tables    %3$s
                    Log       %4$s
                    Stop      Ctrl-C
                """.formatted(base, login(settings), tables(files, settings), files.log());
    }

    /** The login; a password from the environment is not printed. */
    private static String login(DemoSettings settings) {
        return switch (settings.login()) {
            case MADE ->
                "operator / " + settings.password() + "   (this start's; DEMO_OPERATOR_PASSWORD sets your own)";
            case GIVEN -> "operator / the password in DEMO_OPERATOR_PASSWORD";
        };
    }

    private static String tables(DemoFiles files, DemoSettings settings) {
        return switch (settings.database()) {
            case H2 -> "H2 in " + files.data();
            case POSTGRESQL -> "PostgreSQL at DEMO_DB_URL";
        };
    }
}
