package org.caraway.internal.cdi.definition;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import org.caraway.internal.registry.TaskInvoker;
import org.jspecify.annotations.Nullable;

/**
 * Calls a task method on its bean. Thread-safe.
 *
 * <p>A bean of a normal scope is called through one client proxy, which is kept: the proxy finds the instance of each
 * attempt. A dependent bean is made for each call and destroyed after it. Either way the container's reference is
 * called, so that interceptors apply.
 */
final class BeanTaskInvoker implements TaskInvoker {

    private final BeanManager beans;
    private final Bean<?> bean;
    private final Type view;
    private final Method method;
    private final boolean shared;
    private volatile @Nullable Object reference;

    /**
     * Calls {@code method} of {@code bean} through {@code view}, the one of its types that has the method.
     */
    BeanTaskInvoker(BeanManager beans, Bean<?> bean, Type view, Method method) {
        this.beans = beans;
        this.bean = bean;
        this.view = view;
        this.method = method;
        Class<? extends Annotation> scope = bean.getScope();
        this.shared = beans.isNormalScope(scope) || scope.equals(Singleton.class);
        method.setAccessible(true);
    }

    @Override
    public @Nullable Object invoke(@Nullable Object[] arguments) throws Throwable {
        return shared ? call(sharedReference(), arguments) : callOnce(arguments);
    }

    /** References may only be had once the application is deployed; two threads may both ask for the first one. */
    private Object sharedReference() {
        Object known = reference;
        if (known == null) {
            known = beans.getReference(bean, view, beans.createCreationalContext(bean));
            reference = known;
        }
        return known;
    }

    private @Nullable Object callOnce(@Nullable Object[] arguments) throws Throwable {
        CreationalContext<?> context = beans.createCreationalContext(bean);
        try {
            return call(beans.getReference(bean, view, context), arguments);
        } finally {
            context.release();
        }
    }

    private @Nullable Object call(Object target, @Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
