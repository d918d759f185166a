package org.caraway.internal.registry;

import org.jspecify.annotations.Nullable;

/** Calls a task method on its bean, interceptors included. Thread-safe. */
@FunctionalInterface
public interface TaskInvoker {

    /** Returns what the method returns, null for {@code void}, and throws what it throws, unwrapped. */
    @Nullable
    Object invoke(@Nullable Object[] arguments) throws Throwable;
}
