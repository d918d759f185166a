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
 * The owner of a thread-local variable, as far as it can be determined. A variable belongs to the application if its
 * class, its initial supplier or its content is of a class of the application. Most variables have no such class:
 * {@code private static final ThreadLocal<String> TENANT = new ThreadLocal<>()} consists of JDK classes only, and
 * Payara has such variables, too. They are removed if their content is a plain value or a collection of plain values,
 * because a tenant's name left for the next task is the dangerous case. Removing a variable of the server does no harm:
 * it did not exist when the attempt began. A {@link Reference} is a cache and is kept.
 */
enum VariableOwner {
    APPLICATION,
    UNCERTAIN,
    SERVER;

    private static final int SAMPLE = 8;
    private static final @Nullable ClassLoader APPLICATION_LOADER = VariableOwner.class.getClassLoader();

    /**
     * Determines the owner.
     *
     * @param initial the supplier of its initial content, null if unknown
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

    /** Whether the class was loaded by the class loader of Caraway, or by one of its descendants. */
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

    /** An empty collection contains no data of the task. */
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
