package org.caraway.internal.payload;

import jakarta.persistence.Entity;
import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes JPA entities. An entity must not be stored with a task: when the task runs, the entity's row may have
 * changed or been deleted, and its lazy parts cannot be loaded.
 */
final class Entities {

    private static final @Nullable Class<? extends Annotation> ENTITY = entity();

    private Entities() {}

    /** Null if Jakarta Persistence is absent; then there are no entities. */
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
}
