package org.caraway.internal.registry;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;

/**
 * The code behind a task name. Immutable.
 *
 * @param name the name under which calls are stored
 * @param beanClass the class of the bean; the method may be inherited from a superclass
 * @param method the annotated method
 * @param parameters its parameters in order
 * @param resultType its generic return type; {@code void.class} for none
 * @param settings its settings
 * @param transactional whether the method joins a transaction that Caraway opens
 * @param invoker calls the method
 */
public record TaskDefinition(
        String name,
        Class<?> beanClass,
        Method method,
        List<TaskParameter> parameters,
        Type resultType,
        TaskSettings settings,
        boolean transactional,
        TaskInvoker invoker) {

    /** Copies the list. */
    public TaskDefinition {
        parameters = List.copyOf(parameters);
    }

    /** {@code Class#method}, for messages. */
    public String where() {
        return beanClass.getName() + "#" + method.getName();
    }
}
