package org.caraway.internal.cdi;

/** Tells whether the application has SLF4J. Stateless. */
final class Slf4jApi {

    private static final String CONTEXT = "org.slf4j.MDC";

    private Slf4jApi() {}

    /** Whether its log context can be loaded; nothing that names it may be loaded otherwise. */
    static boolean present() {
        try {
            Class.forName(CONTEXT, false, Slf4jApi.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
