package org.caraway.internal.payload;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which classes can be stored as JSON and read by another process. */
final class Portability {

    /** Packages of the JDK and of Jakarta EE whose types are values or collections that JSON-B supports. */
    private static final List<String> KNOWN_PACKAGES =
            List.of("java.lang.", "java.math.", "java.net.", "java.time.", "java.util.", "java.sql.", "jakarta.json.");

    private static final Set<String> KNOWN_INTERFACES = Set.of(
            "java.util.Collection",
            "java.util.Deque",
            "java.util.List",
            "java.util.Map",
            "java.util.NavigableMap",
            "java.util.NavigableSet",
            "java.util.Queue",
            "java.util.Set",
            "java.util.SortedMap",
            "java.util.SortedSet",
            "java.io.Serializable");

    /** Supertypes of objects that are bound to one process, with the replacement to pass. */
    private static final Map<String, String> BOUND_TO_A_PROCESS = Map.ofEntries(
            Map.entry("java.lang.AutoCloseable", "pass what it takes to open it again, such as a key or a path"),
            Map.entry("java.io.File", "pass the path as text; another node has other files"),
            Map.entry("java.nio.file.Path", "pass the path as text; another node has other files"),
            Map.entry("java.lang.Thread", "inject what the task needs into its bean"),
            Map.entry("java.lang.ThreadLocal", "inject what the task needs into its bean"),
            Map.entry("java.lang.ClassLoader", "pass a name as text"),
            Map.entry("java.lang.Class", "pass a name as text"),
            Map.entry("java.lang.reflect.AnnotatedElement", "pass a name as text"),
            Map.entry("java.lang.Throwable", "pass its message as text"),
            Map.entry("java.lang.Runnable", "code cannot travel; make it a task method of its own"),
            Map.entry("java.util.concurrent.Callable", "code cannot travel; make it a task method of its own"),
            Map.entry("java.util.concurrent.CompletionStage", "return the value itself"),
            Map.entry("java.util.concurrent.Future", "return the value itself"),
            Map.entry("java.util.concurrent.Executor", "inject it into the task's bean"),
            Map.entry("java.util.concurrent.locks.Lock", "inject what the task needs into its bean"),
            Map.entry("java.util.Iterator", "pass a List"),
            Map.entry("java.lang.Iterable", "pass a List"),
            Map.entry("java.lang.CharSequence", "pass a String"),
            Map.entry("java.util.stream.BaseStream", "pass a List"),
            Map.entry("jakarta.persistence.EntityManager", "inject it into the task's bean"),
            Map.entry("jakarta.persistence.EntityManagerFactory", "inject it into the task's bean"),
            Map.entry("javax.sql.DataSource", "inject it into the task's bean"),
            Map.entry("org.caraway.TaskContext", "inject it into the task's bean"),
            Map.entry("org.caraway.TaskQueue", "inject it into the task's bean"),
            Map.entry("org.caraway.TaskHandle", "pass its id()"));

    private Portability() {}

    /** Why no value of this class can be stored; null if values can be stored. */
    static @Nullable String problemWith(Class<?> type) {
        if (Entities.isEntity(type)) {
            return type.getName() + " is a JPA entity, whose row may change before the task runs; pass its id";
        }
        if (isCollection(type) || Scalars.covers(type)) {
            return null;
        }
        if (type.isInterface() && isFunctional(type)) {
            return type.getName() + " is code, which cannot travel; make it a task method of its own";
        }
        return bound(type);
    }

    /** Whether JSON-B supports this class, or the server decides at run time. */
    static boolean isKnown(Class<?> type) {
        if (type.isPrimitive() || type.isEnum() || Scalars.covers(type)) {
            return true;
        }
        String name = type.getName();
        boolean interfaceUnknown =
                type.isInterface() && !KNOWN_INTERFACES.contains(name) && !name.startsWith("jakarta.");
        return !interfaceUnknown
                && (isCollection(type) || KNOWN_PACKAGES.stream().anyMatch(name::startsWith));
    }

    private static boolean isCollection(Class<?> type) {
        return KNOWN_INTERFACES.contains(type.getName())
                || java.util.Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type);
    }

    private static boolean isFunctional(Class<?> type) {
        return type.isAnnotationPresent(FunctionalInterface.class)
                || type.getName().startsWith("java.util.function.");
    }

    private static @Nullable String bound(Class<?> type) {
        for (Class<?> step = type; step != null; step = step.getSuperclass()) {
            String problem = boundItself(type, step);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable String boundItself(Class<?> type, Class<?> step) {
        String instead = BOUND_TO_A_PROCESS.get(step.getName());
        if (instead != null) {
            return String.format(Locale.ROOT, "%s cannot leave its process; %s", type.getName(), instead);
        }
        for (Class<?> above : step.getInterfaces()) {
            String problem = boundItself(type, above);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }
}
