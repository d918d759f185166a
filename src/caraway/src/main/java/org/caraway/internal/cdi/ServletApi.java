package org.caraway.internal.cdi;

/** Tells whether there is a servlet container. Stateless. */
final class ServletApi {

    private static final String INITIALIZER = "jakarta.servlet.ServletContainerInitializer";

    private ServletApi() {}

    /** Whether Jakarta Servlet can be loaded: then a container calls {@link WebApplicationStart}. */
    static boolean present() {
        try {
            Class.forName(INITIALIZER, false, ServletApi.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
