package org.caraway.internal.engine.leak;

import java.lang.ref.Reference;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whose a thread-local variable is, as far as that can be told.
 *
 * <p>What has a class of the application in it is the application's: the variable, what fills it at first, or its
 * content. Most variables have not: {@code private static final ThreadLocal<String> TENANT = new ThreadLocal<>()} is
 * JDK through and through, and Payara has some of that kind too. Such a one is removed if its content is a plain value,
 * or a collection of them, because a tenant's name left for the next task is the dangerous case. To remove one that is
 * the server's does no harm: it was not there when the attempt began. A {@link Reference} is a cache, and stays.
 */
enum VariableOwner {
    APPLICATION,
    UNCERTAIN,
    SERVER;

    private static final int SAMPLE = 8;
    private static final @Nullable ClassLoader APPLICATION_LOADER = VariableOwner.class.getClassLoader();

    /**
     * Who has left it.
     *
     * @param initial what its content comes from when it is first read, null if that is not known
     */
    static VariableOwner of(ThreadLocal<?> variable, @Nullable Object initial, Object content) {
        if (content instanceof Reference) {
            return SERVER;
        }
        if (ofApplication(variable) || ofApplication(content)) {
            return APPLICATION;
        }
        if (initial != null) {
            return ofApplication(initial) ? APPLICATION : SERVER;
        }
        boolean plain = variable.getClass() == ThreadLocal.class || variable.getClass() == InheritableThreadLocal.class;
        return plain && (value(content) || values(content)) ? UNCERTAIN : SERVER;
    }

    /** Whether the class is loaded by the class loader that loaded Caraway, or by one below it. */
    private static boolean ofApplication(Object object) {
        Class<?> type = object instanceof Class<?> itself ? itself : object.getClass();
        ClassLoader loader = object instanceof ClassLoader itself ? itself : type.getClassLoader();
        while (loader != null && loader != APPLICATION_LOADER) {
            loader = loader.getParent();
        }
        return loader != null;
    }

    private static boolean value(Object content) {
        return (content instanceof CharSequence text && !text.isEmpty())
                || content instanceof Number
                || content instanceof Boolean
                || content instanceof Character
                || content instanceof Enum
                || content instanceof UUID
                || content instanceof Temporal
                || content instanceof Date
                || content instanceof Locale
                || content instanceof TimeZone
                || content instanceof Currency;
    }

    /** An empty collection tells nobody anything. */
    private static boolean values(Object content) {
        if (content instanceof Map<?, ?> map) {
            return !map.isEmpty() && all(map.values().stream());
        }
        return content instanceof Collection<?> elements && !elements.isEmpty() && all(elements.stream());
    }

    private static boolean all(Stream<?> elements) {
        return elements.limit(SAMPLE)
                .allMatch(element -> element != null && (value(element) || ofApplication(element)));
    }
}
