package org.caraway.internal.engine;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.store.Store;
import org.jspecify.annotations.Nullable;

/** Lets calls of a real store fail, before or after they have taken effect. Thread-safe. */
final class StoreFaults {

    private final Map<String, Fault> next = new ConcurrentHashMap<>();
    private final Map<String, UnaryOperator<@Nullable Object>> changes = new ConcurrentHashMap<>();
    private final Map<String, Function<Object[], @Nullable RuntimeException>> refusals = new ConcurrentHashMap<>();
    private final Set<String> away = ConcurrentHashMap.newKeySet();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<String> calledInVain = new LinkedBlockingQueue<>();

    /**
     * What becomes of a call.
     *
     * @param takesEffect whether the database executes it before it fails
     */
    private record Fault(boolean takesEffect, Supplier<RuntimeException> failure) {}

    /** The same store, with these faults in all of its ports. */
    Store between(Store store) {
        return proxy(Store.class, (proxy, method, arguments) -> {
            Object port = method.invoke(store, arguments);
            return port instanceof Optional ? port : faulty(method.getReturnType(), port);
        });
    }

    private <T> T faulty(Class<T> type, Object port) {
        return proxy(type, (proxy, method, arguments) -> call(port, method, arguments));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(StoreFaults.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** The next call of this method is executed, and its answer is lost. */
    void loseAnswer(String method) {
        next.put(method, new Fault(true, StoreFaults::unavailable));
    }

    /** The next call of this method fails in this way. */
    void failNext(String method, Supplier<RuntimeException> failure) {
        next.put(method, new Fault(false, failure));
    }

    /** The first calls of this method fail in this way. */
    void failFirst(String method, int count, Supplier<RuntimeException> failure) {
        AtomicInteger left = new AtomicInteger(count);
        refusals.put(method, arguments -> left.getAndDecrement() > 0 ? failure.get() : null);
    }

    /** Calls of this method with such arguments fail in this way until {@link #comeBack}. */
    void failWhen(String method, Predicate<Object[]> condition, Supplier<RuntimeException> failure) {
        refusals.put(method, arguments -> condition.test(arguments) ? failure.get() : null);
    }

    /** Sees the arguments of each call of this method, before it is executed. */
    void watch(String method, Consumer<Object[]> watcher) {
        refusals.put(method, arguments -> {
            watcher.accept(arguments);
            return null;
        });
    }

    /** Each answer of this method is given changed. */
    void change(String method, UnaryOperator<@Nullable Object> change) {
        changes.put(method, change);
    }

    /** Calls of these methods find no database until {@link #comeBack}. */
    void goAway(String... methods) {
        away.addAll(Set.of(methods));
    }

    void comeBack() {
        away.clear();
        refusals.clear();
    }

    /** Calls of these methods get no answer, and fail when their thread is interrupted. */
    void goSilent(String... methods) {
        silent.addAll(Set.of(methods));
    }

    /** Waits until each of these methods has been called in vain. */
    void awaitSilence(String... methods) throws InterruptedException {
        Set<String> missing = new HashSet<>(Set.of(methods));
        while (!missing.isEmpty()) {
            String unanswered = calledInVain.poll(30, TimeUnit.SECONDS);
            if (unanswered == null) {
                throw new AssertionError("Not called: " + missing);
            }
            missing.remove(unanswered);
        }
    }

    private QueueUnavailableException silence(String method) {
        calledInVain.add(method);
        try {
            if (new CountDownLatch(1).await(1, TimeUnit.MINUTES)) {
                throw new AssertionError("nobody counts this down");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return unavailable();
    }

    private @Nullable Object call(Object port, Method method, Object[] arguments) throws Throwable {
        if (away.contains(method.getName())) {
            throw unavailable();
        }
        if (silent.contains(method.getName())) {
            throw silence(method.getName());
        }
        Function<Object[], @Nullable RuntimeException> refusal = refusals.get(method.getName());
        RuntimeException refused = refusal == null ? null : refusal.apply(arguments);
        if (refused != null) {
            throw refused;
        }
        Fault fault = next.remove(method.getName());
        if (fault != null && !fault.takesEffect()) {
            throw fault.failure().get();
        }
        try {
            Object answer = method.invoke(port, arguments);
            if (fault != null) {
                throw fault.failure().get();
            }
            UnaryOperator<@Nullable Object> change = changes.get(method.getName());
            return change == null ? answer : change.apply(answer);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static QueueUnavailableException unavailable() {
        return new QueueUnavailableException("The database is away");
    }
}
