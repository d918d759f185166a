package org.caraway.testing.internal;

import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;

/** The names of this JVM, in place of those of a server. Thread-safe. */
public final class Naming implements InitialContextFactory {

    private static final Map<String, Object> BOUND = new ConcurrentHashMap<>();

    /** For JNDI. */
    public Naming() {}

    /**
     * Makes this the naming of the JVM.
     *
     * @throws IllegalStateException if it has another one
     */
    public static void install() {
        String present = System.getProperty(Context.INITIAL_CONTEXT_FACTORY);
        if (present == null) {
            System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Naming.class.getName());
        } else if (!present.equals(Naming.class.getName())) {
            throw new IllegalStateException("This JVM takes names from " + present
                    + "; a TaskTester needs its own: run such tests in another JVM, or remove the system property "
                    + Context.INITIAL_CONTEXT_FACTORY);
        }
    }

    /** Gives an object a name. */
    static void bind(String name, Object object) {
        BOUND.put(name, object);
    }

    /** Takes a name away. */
    static void unbind(String name) {
        BOUND.remove(name);
    }

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) {
        return Proxies.of(Context.class, (method, arguments) -> switch (method.getName()) {
            case "lookup", "lookupLink" -> lookup(String.valueOf(arguments[0]));
            case "close" -> null;
            default ->
                throw new UnsupportedOperationException("The naming of caraway-testing knows no " + method.getName());
        });
    }

    private static Object lookup(String name) throws NamingException {
        Object found = BOUND.get(name);
        if (found == null) {
            throw new NameNotFoundException(name + " is bound to nothing");
        }
        return found;
    }
}
