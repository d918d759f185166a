package org.caraway.internal.engine.leak;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import org.caraway.CarawayException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tables in which {@link Thread} keeps its thread-local variables. Immutable. Its fields are as in JDK 17 to
 * 25; with others, or where they are not open, there is none. A record, because the compiler trusts its fields and so
 * reads through them.
 *
 * @param own from a thread to its table's map
 * @param inheritable the same for the variables that new threads inherit
 * @param table from a map to its entries
 * @param content from an entry to what the variable holds
 * @param supplied the class of variables with an initial value that was given to them
 * @param supplier from such a variable to what gives it
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

    /** What the variable of this entry holds. */
    @Nullable
    Object content(Object entry) {
        return read(content, entry);
    }

    /** What {@link ThreadLocal#withInitial} was given, null for other variables. */
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
