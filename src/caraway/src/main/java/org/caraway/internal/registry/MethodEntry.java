package org.caraway.internal.registry;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A definition with every descriptor under which a call may name its method: its own, and those of the bridge methods
 * that the compiler made for generic supertypes and covariant results. Immutable.
 */
record MethodEntry(TaskDefinition definition, Set<String> descriptors) {

    static MethodEntry of(TaskDefinition definition) {
        Method method = definition.method();
        Set<String> descriptors = new LinkedHashSet<>();
        descriptors.add(descriptorOf(method));
        for (Class<?> type = definition.beanClass(); type != null; type = type.getSuperclass()) {
            for (Method other : type.getDeclaredMethods()) {
                if (other.isBridge() && leadsTo(other, method)) {
                    descriptors.add(descriptorOf(other));
                }
            }
        }
        return new MethodEntry(definition, Set.copyOf(descriptors));
    }

    static String descriptorOf(Method method) {
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                .toMethodDescriptorString();
    }

    boolean isDirect(String descriptor) {
        return descriptorOf(definition.method()).equals(descriptor);
    }

    private static boolean leadsTo(Method bridge, Method method) {
        Class<?>[] wide = bridge.getParameterTypes();
        Class<?>[] narrow = method.getParameterTypes();
        if (!bridge.getName().equals(method.getName()) || wide.length != narrow.length) {
            return false;
        }
        for (int i = 0; i < wide.length; i++) {
            if (!wide[i].isAssignableFrom(narrow[i])) {
                return false;
            }
        }
        return bridge.getReturnType().isAssignableFrom(method.getReturnType());
    }
}
