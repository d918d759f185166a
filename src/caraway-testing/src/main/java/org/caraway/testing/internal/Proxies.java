package org.caraway.testing.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Objects of interfaces with many methods, of which few matter. Stateless. */
final class Proxies {

    private Proxies() {}

    /** What a call comes to. */
    @FunctionalInterface
    interface Answer {

        /** What a reflective call throws is thrown as its cause. */
        @Nullable
        Object to(Method method, @Nullable Object[] arguments) throws Exception;
    }

    static <T> T of(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                Proxies.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return answer.to(method, arguments == null ? new Object[0] : arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }
}
