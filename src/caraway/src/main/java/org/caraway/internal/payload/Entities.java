package org.caraway.internal.payload;

import jakarta.persistence.Entity;
import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;

/**
 * Knows JPA entities. An entity must not travel: when the task runs, its row may have changed or be gone,
 * and its lazy parts are out of reach.
 */
final class Entities {

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
}
