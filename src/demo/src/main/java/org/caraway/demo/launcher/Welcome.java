package org.caraway.demo.launcher;

/** What the demo says once it runs: where to go, and how to sign in. Stateless. */
final class Welcome {

    private Welcome() {}

    static String text(DemoFiles files, DemoSettings settings) {
        String base = "http://127.0.0.1:" + settings.port();
        return """

                  The demo runs.

                    Page      %1$s/
                    REST      %1$s/caraway
                    OpenAPI   %1$s/openapi
                    Health    %1$s/health
                    Sign in   %2$s

                    Tables    %3$s
                    Log       %4$s
                    Stop      Ctrl-C
                """.formatted(base, login(settings), tables(files, settings), files.log());
    }

    /** Does not repeat a password that whoever started the demo has chosen. */
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
            case POSTGRESQL -> "PostgreSQL, where DEMO_DB_URL says";
        };
    }
}
