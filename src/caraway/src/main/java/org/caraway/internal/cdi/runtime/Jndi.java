package org.caraway.internal.cdi.runtime;

import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.caraway.CarawayException;

/** Looks up what the server provides. Immutable. */
final class Jndi {

    private Jndi() {}

    /**
     * The object with this name.
     *
     * @param what what it is, for the message
     * @param fix what to do when it is not there
     * @throws CarawayException if there is none, or one of another type
     */
    @SuppressWarnings("BanJNDI") // names come from the configuration of whoever deploys, never from a user
    static <T> T lookup(String name, Class<T> type, String what, String fix) {
        try {
            Object found = InitialContext.doLookup(name);
            if (type.isInstance(found)) {
                return type.cast(found);
            }
            throw new CarawayException("The " + what + " with the JNDI name '" + name + "' is "
                    + (found == null ? "null" : "a " + found.getClass().getName()) + ", not a " + type.getName() + "; "
                    + fix);
        } catch (NamingException e) {
            throw new CarawayException("There is no " + what + " with the JNDI name '" + name + "'; " + fix, e);
        }
    }
}
