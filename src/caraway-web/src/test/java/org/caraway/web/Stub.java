package org.caraway.web;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Implements an interface for tests: answers the methods that the test names, and refuses all others. Confined to one
 * test.
 */
final class Stub {

    private final Map<String, Function<@Nullable Object[], @Nullable Object>> answers = new HashMap<>();

    /** Answers the methods of this name. */
    Stub answer(String method, Function<@Nullable Object[], @Nullable Object> answer) {
        answers.put(method, answer);
        return this;
    }

    /** The implementation. */
    <T> T of(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Function<@Nullable Object[], @Nullable Object> answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new AssertionError("Nothing may call " + method);
                    }
                    return answer.apply(arguments);
                }));
    }
}
