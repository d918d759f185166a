package org.caraway.internal.engine.leak;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import org.caraway.CarawayException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tables in which {@link Thread} keeps its thread-local variables. Immutable. It supports the fields of JDK
 * 17 to 25; with other fields, or if they are not open, it is not available. A record, because the JIT compiler treats
 * its fields as constants.
 *
 * @param own reads the map of a thread's variables
 * @param inheritable reads the map of the variables that new threads inherit
 * @param table reads the entries of a map
 * @param content reads the content of an entry's variable
 * @param supplied the class of variables with a supplier of the initial value
 * @param supplier reads the supplier of such a variable
 */
record ThreadTables(
        MethodHandle own,
        MethodHandle inheritable,
        MethodHandle table,
        MethodHandle content,
        Class<?> supplied,
        MethodHandle supplier) {

    private static final Object[] NONE = {};

    /** Null where they cannot be read. */
    static @Nullable ThreadTables open() {
        try {
            Class<?> supplied = Class.forName("java.lang.ThreadLocal$SuppliedThreadLocal");
            return new ThreadTables(
                    getter(Thread.class, "threadLocals"),
                    getter(Thread.class, "inheritableThreadLocals"),
                    getter(Class.forName("java.lang.ThreadLocal$ThreadLocalMap"), "table"),
                    getter(Class.forName("java.lang.ThreadLocal$ThreadLocalMap$Entry"), "value"),
                    supplied,
                    getter(supplied, "supplier"));
        } catch (ReflectiveOperationException | RuntimeException closed) {
            return null;
        }
    }

    private static MethodHandle getter(Class<?> owner, String name) throws ReflectiveOperationException {
        Field field = owner.getDeclaredField(name);
        field.setAccessible(true);
        return MethodHandles.lookup().unreflectGetter(field).asType(methodType(Object.class, Object.class));
    }

    /** The entries of a thread, which is the current one: each a reference to its variable, or null. Not a copy. */
    @Nullable
    Object[] own(Thread thread) {
        return entries(read(own, thread));
    }

    /** The same for those that new threads inherit. */
    @Nullable
    Object[] inheritable(Thread thread) {
        return entries(read(inheritable, thread));
    }

    /** The content of the variable of this entry. */
    @Nullable
    Object content(Object entry) {
        return read(content, entry);
    }

    /** The supplier of {@link ThreadLocal#withInitial}, null for other variables. */
    @Nullable
    Object initial(ThreadLocal<?> variable) {
        return supplied.isInstance(variable) ? read(supplier, variable) : null;
    }

    private @Nullable Object[] entries(@Nullable Object map) {
        if (map == null) {
            return NONE;
        }
        return read(table, map) instanceof Object[] entries ? entries : NONE;
    }

    private static @Nullable Object read(MethodHandle getter, Object owner) {
        try {
            return (Object) getter.invokeExact(owner);
        } catch (Throwable impossible) { // a getter throws nothing, but is declared so
            throw new CarawayException("A thread's variables could not be read. This is a bug in Caraway.", impossible);
        }
    }
}
