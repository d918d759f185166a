package org.caraway.internal.cdi.event;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Caches which events the application observes, so that unobserved events are not fired. Thread-safe.
 *
 * <p>Known by type and name in two maps, and not by a record of both: on Java 17 the virtual machine remembers the
 * record class whose {@code hashCode} or {@code equals} was linked last (JDK-8078641), and with it the class loader of
 * the application, which {@code RedeployIT} would find.
 */
final class ObserverCache {

    private static final int KNOWN_CAP = 4_096; // of each type: whoever enqueues chooses the name

    private final BeanManager beans;
    private final Map<Class<?>, Map<String, Kinds>> known = new ConcurrentHashMap<>();

    ObserverCache(BeanManager beans) {
        this.beans = beans;
    }

    /** The kinds of observers of an event. */
    record Kinds(boolean synchronous, boolean asynchronous) {

        private static Kinds of(Set<? extends ObserverMethod<?>> methods) {
            return new Kinds(
                    methods.stream().anyMatch(method -> !method.isAsync()),
                    methods.stream().anyMatch(ObserverMethod::isAsync));
        }
    }

    /** For this event about a task of this name; the container is asked once for each type and name. */
    Kinds of(Object event, String name, Annotation... qualifiers) {
        Map<String, Kinds> byName = known.computeIfAbsent(event.getClass(), type -> new ConcurrentHashMap<>());
        Kinds kinds = byName.get(name);
        if (kinds == null) {
            kinds = Kinds.of(beans.resolveObserverMethods(event, qualifiers));
            if (byName.size() < KNOWN_CAP) {
                byName.put(name, kinds);
            }
        }
        return kinds;
    }

    /** Whether the cache says that events of this type about tasks of this name have no observer. */
    boolean knownUnobserved(Class<?> type, String name) {
        Kinds kinds = known.getOrDefault(type, Map.of()).get(name);
        return kinds != null && !kinds.synchronous() && !kinds.asynchronous();
    }
}
