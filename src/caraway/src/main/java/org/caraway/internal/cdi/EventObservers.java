package org.caraway.internal.cdi;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which observers the application has for which events, so that nothing is fired that nobody sees. Thread-safe. */
final class EventObservers {

    private static final int KNOWN_CAP = 4_096; // whoever enqueues chooses the name

    private final BeanManager beans;
    private final Map<Key, Kinds> known = new ConcurrentHashMap<>();

    EventObservers(BeanManager beans) {
        this.beans = beans;
    }

    /** What kinds of observers there are. */
    record Kinds(boolean synchronous, boolean asynchronous) {

        private static Kinds of(Set<? extends ObserverMethod<?>> methods) {
            return new Kinds(
                    methods.stream().anyMatch(method -> !method.isAsync()),
                    methods.stream().anyMatch(ObserverMethod::isAsync));
        }
    }

    private record Key(Class<?> type, String name) {}

    /** For this event about a task of this name; the container is asked once for each type and name. */
    Kinds of(Object event, String name, Annotation... qualifiers) {
        Key key = new Key(event.getClass(), name);
        Kinds kinds = known.get(key);
        if (kinds == null) {
            kinds = Kinds.of(beans.resolveObserverMethods(event, qualifiers));
            if (known.size() < KNOWN_CAP) {
                known.put(key, kinds);
            }
        }
        return kinds;
    }

    /** Whether it is known already that nobody observes events of this type about tasks of this name. */
    boolean knownUnobserved(Class<?> type, String name) {
        Kinds kinds = known.get(new Key(type, name));
        return kinds != null && !kinds.synchronous() && !kinds.asynchronous();
    }
}
