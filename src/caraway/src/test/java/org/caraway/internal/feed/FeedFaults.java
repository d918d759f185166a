package org.caraway.internal.feed;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.caraway.CarawayException;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.store.feed.FeedStore;
import org.jspecify.annotations.Nullable;

/** Lets calls of a real store fail, and counts them. Thread-safe. */
final class FeedFaults {

    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable String> refused = new AtomicReference<>();
    private volatile boolean away;

    FeedStore between(FeedStore store) {
        return (FeedStore) Proxy.newProxyInstance(
                FeedFaults.class.getClassLoader(),
                new Class<?>[] {FeedStore.class},
                (proxy, method, arguments) -> call(store, method, arguments));
    }

    /** No call finds a database until {@link #comeBack}. */
    void goAway() {
        away = true;
    }

    void comeBack() {
        away = false;
    }

    /** The database refuses the next call of this method. */
    void refuseNext(String method) {
        refused.set(method);
    }

    /** How often this method was called. */
    int calls(String method) {
        return counter(method).get();
    }

    private AtomicInteger counter(String method) {
        return calls.computeIfAbsent(method, name -> new AtomicInteger());
    }

    private @Nullable Object call(FeedStore store, Method method, Object[] arguments) throws Throwable {
        counter(method.getName()).incrementAndGet();
        if (away) {
            throw new QueueUnavailableException("The database is away");
        }
        if (refused.compareAndSet(method.getName(), null)) {
            throw new CarawayException("refused on purpose");
        }
        try {
            return method.invoke(store, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
