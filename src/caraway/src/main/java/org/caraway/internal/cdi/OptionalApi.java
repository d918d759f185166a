package org.caraway.internal.cdi;

/** Tells whether a server has what it need not have. Stateless. */
final class OptionalApi {

    private OptionalApi() {}

    /** Whether the class of this name can be loaded; nothing that names it may be loaded otherwise. */
    static boolean present(String type) {
        try {
            Class.forName(type, false, OptionalApi.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
