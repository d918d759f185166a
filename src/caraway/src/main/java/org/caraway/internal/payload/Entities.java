package org.caraway.internal.payload;

import jakarta.persistence.Entity;
import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds JPA entities among values. An entity must not travel: when the task runs, its row may have changed or be gone,
 * and its lazy parts are out of reach.
 */
final class Entities {

    private static final int DEPTH_CAP = 32;
    private static final @Nullable Class<? extends Annotation> ENTITY = entity();

    private Entities() {}

    /** Null where Jakarta Persistence is absent, and with it entities. */
    private static @Nullable Class<? extends Annotation> entity() {
        try {
            return Entity.class;
        } catch (NoClassDefFoundError absent) {
            return null;
        }
    }

    /** Whether the class is an entity; a persistence provider's proxy is one through its superclass. */
    static boolean isEntity(Class<?> type) {
        if (ENTITY == null) {
            return false;
        }
        for (Class<?> step = type; step != null; step = step.getSuperclass()) {
            if (step.isAnnotationPresent(ENTITY)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The class of the first entity that the value is or holds: in collections, maps, arrays, Optionals and records.
     * What other classes hold is checked by their declared types when the application is deployed.
     */
    static @Nullable Class<?> firstIn(@Nullable Object value) {
        return firstIn(value, 0);
    }

    private static @Nullable Class<?> firstIn(@Nullable Object value, int depth) {
        if (value == null || depth > DEPTH_CAP || Scalars.covers(value.getClass())) {
            return null;
        }
        if (isEntity(value.getClass())) {
            return value.getClass();
        }
        if (value instanceof Iterable<?> elements) {
            return firstAmong(elements, depth);
        }
        if (value instanceof Map<?, ?> map) {
            Class<?> key = firstAmong(map.keySet(), depth);
            return key == null ? firstAmong(map.values(), depth) : key;
        }
        if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? null : firstIn(optional.get(), depth + 1);
        }
        if (value.getClass().isArray()) {
            return firstInArray(value, depth);
        }
        return value.getClass().isRecord() ? firstInRecord(value, depth) : null;
    }

    private static @Nullable Class<?> firstAmong(Iterable<?> elements, int depth) {
        for (Object element : elements) {
            // A Path is an Iterable of itself.
            Class<?> found = element == elements ? null : firstIn(element, depth + 1);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Class<?> firstInArray(Object array, int depth) {
        if (Scalars.covers(array.getClass().getComponentType())) {
            return null;
        }
        for (int i = 0; i < Array.getLength(array); i++) {
            Class<?> found = firstIn(Array.get(array, i), depth + 1);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Class<?> firstInRecord(Object value, int depth) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            if (Scalars.covers(component.getType())) {
                continue;
            }
            Class<?> found = firstIn(read(component, value), depth + 1);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** What cannot be read here JSON-B cannot read either, and it says so. */
    private static @Nullable Object read(RecordComponent component, Object value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException unreadable) {
            return null;
        }
    }
}
