package org.caraway.internal.cdi.scope;

import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.PassivationCapable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.caraway.internal.lifecycle.FailureLog;
import org.jspecify.annotations.Nullable;

/** The beans of one scope in one attempt. Confined to its thread. */
final class AttemptBeanStore {

    private static final System.Logger LOG = System.getLogger(AttemptBeanStore.class.getName());

    private final Map<Object, Instance<?>> instances = new LinkedHashMap<>();

    <T> T get(Contextual<T> contextual, CreationalContext<T> creation) {
        T known = find(contextual);
        if (known != null) {
            return known;
        }
        T created = contextual.create(creation);
        instances.put(keyOf(contextual), new Instance<>(contextual, created, creation));
        return created;
    }

    @SuppressWarnings("unchecked") // put in by get with the same type variable
    <T> @Nullable T find(Contextual<T> contextual) {
        Instance<T> instance = (Instance<T>) instances.get(keyOf(contextual));
        return instance == null ? null : instance.object;
    }

    void destroy(Contextual<?> contextual) {
        destroy(keyOf(contextual));
    }

    private void destroy(Object key) {
        Instance<?> instance = instances.remove(key);
        if (instance != null) {
            instance.destroy();
        }
    }

    /**
     * Destroys the youngest first. They may still use each other; a bean that is made anew meanwhile is destroyed too.
     */
    void destroyAll() {
        while (!instances.isEmpty()) {
            Deque<Object> youngestFirst = new ArrayDeque<>();
            instances.keySet().forEach(youngestFirst::addFirst);
            youngestFirst.forEach(this::destroyQuietly);
        }
    }

    private void destroyQuietly(Object key) {
        try {
            destroy(key);
        } catch (RuntimeException e) {
            FailureLog.warn(LOG, "Could not destroy the bean " + key + " at the end of an attempt", e);
        }
    }

    /** For a passivating scope, containers show a bean wrapped at one time and bare at another: its id is the same. */
    static Object keyOf(Contextual<?> contextual) {
        return contextual instanceof PassivationCapable capable && capable.getId() != null
                ? capable.getId()
                : contextual;
    }

    /** A bean's object with what made it. Immutable. */
    private record Instance<T>(Contextual<T> contextual, T object, CreationalContext<T> creation) {

        void destroy() {
            contextual.destroy(object, creation);
        }
    }
}
