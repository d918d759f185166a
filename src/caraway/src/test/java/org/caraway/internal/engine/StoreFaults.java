package org.caraway.internal.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.store.TaskStore;
import org.jspecify.annotations.Nullable;

/** Lets calls of a real store fail, before or after they have taken effect. Thread-safe. */
final class StoreFaults {

    private final Map<String, Fault> next = new ConcurrentHashMap<>();
    private final Set<String> away = ConcurrentHashMap.newKeySet();

    /**
     * What becomes of a call.
     *
     * @param takesEffect whether the database executes it before it fails
     */
    private record Fault(boolean takesEffect, Supplier<RuntimeException> failure) {}

    /** The same store, with these faults. */
    TaskStore between(TaskStore store) {
        return (TaskStore) Proxy.newProxyInstance(
                StoreFaults.class.getClassLoader(),
                new Class<?>[] {TaskStore.class},
                (proxy, method, arguments) -> call(store, method, arguments));
    }

    /** The next call of this method is executed, and its answer is lost. */
    void loseAnswer(String method) {
        next.put(method, new Fault(true, StoreFaults::unavailable));
    }

    /** The next call of this method fails in this way. */
    void failNext(String method, Supplier<RuntimeException> failure) {
        next.put(method, new Fault(false, failure));
    }

    /** Calls of these methods find no database until {@link #comeBack}. */
    void goAway(String... methods) {
        away.addAll(Set.of(methods));
    }

    void comeBack() {
        away.clear();
    }

    private @Nullable Object call(TaskStore store, Method method, Object[] arguments) throws Throwable {
        if (away.contains(method.getName())) {
            throw unavailable();
        }
        Fault fault = next.remove(method.getName());
        if (fault != null && !fault.takesEffect()) {
            throw fault.failure().get();
        }
        try {
            Object answer = method.invoke(store, arguments);
            if (fault != null) {
                throw fault.failure().get();
            }
            return answer;
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static QueueUnavailableException unavailable() {
        return new QueueUnavailableException("The database is away");
    }
}
