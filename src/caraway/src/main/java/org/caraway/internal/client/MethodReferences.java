package org.caraway.internal.client;

import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicReference;
import org.caraway.Task;
import org.caraway.TaskMethod;
import org.caraway.internal.registry.SerializedForm;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Finds the task definition that a method reference names. Thread-safe.
 *
 * <p>The {@link SerializedForm} of a reference names the method. A reference that captures nothing has one class for
 * each place in the source, so the name found is kept with the class: as text, which holds no class loader.
 */
final class MethodReferences {

    private static final String WRITE =
            "; write a reference to the method of the bean's class, such as Reports::render";

    private final TaskRegistry registry;

    private final ClassValue<AtomicReference<@Nullable String>> names = new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable String> computeValue(Class<?> type) {
            return new AtomicReference<>();
        }
    };

    MethodReferences(TaskRegistry registry) {
        this.registry = registry;
    }

    /**
     * The definition of the referenced method.
     *
     * @throws IllegalArgumentException if it is not a plain reference to a registered task method; the message says
     *     what to write
     */
    TaskDefinition definitionOf(TaskMethod reference) {
        AtomicReference<@Nullable String> cached = names.get(reference.getClass());
        String name = cached.get();
        if (name != null) {
            return registry.find(name).orElseThrow(() -> new IllegalStateException("This is a bug in Caraway."));
        }
        TaskDefinition definition = resolve(reference);
        cached.set(definition.name());
        return definition;
    }

    private TaskDefinition resolve(TaskMethod reference) {
        SerializedLambda form = formOf(reference);
        refuseOtherThanMethods(form);
        Class<?> receiver = receiverOf(form, reference.getClass().getClassLoader());
        return registry.find(receiver, form.getImplMethodName(), form.getImplMethodSignature())
                .orElseThrow(() -> new IllegalArgumentException(unregistered(receiver, form)));
    }

    private static SerializedLambda formOf(TaskMethod reference) {
        return SerializedForm.of(reference)
                .orElseThrow(() -> new IllegalArgumentException(
                        reference.getClass().getName() + " is a class, no method reference" + WRITE));
    }

    private static void refuseOtherThanMethods(SerializedLambda form) {
        String where = form.getImplClass().replace('/', '.') + "#" + form.getImplMethodName();
        if (form.getImplMethodName().startsWith("lambda$")) {
            throw new IllegalArgumentException("A lambda, or a reference that the compiler turned into one (" + where
                    + "), names no method" + WRITE);
        }
        if (form.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial) {
            throw new IllegalArgumentException(
                    "A constructor of " + form.getImplClass().replace('/', '.') + " is no task" + WRITE);
        }
        if (form.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic) {
            throw new IllegalArgumentException(
                    where + " is static, and tasks are methods of beans; remove static and annotate it with @Task");
        }
        if (form.getCapturedArgCount() > 0) {
            throw new IllegalArgumentException(
                    where + " is referred to through an object, which cannot travel" + WRITE);
        }
    }

    /** The class named in the source: the compiler may note a superclass as the method's own class. */
    private static Class<?> receiverOf(SerializedLambda form, @Nullable ClassLoader loader) {
        return MethodType.fromMethodDescriptorString(form.getInstantiatedMethodType(), loader)
                .parameterType(0);
    }

    private static String unregistered(Class<?> receiver, SerializedLambda form) {
        String where = receiver.getName() + "#" + form.getImplMethodName();
        if (isAnnotated(receiver, form)) {
            return where + " is annotated with @Task, but " + receiver.getName()
                    + " is not exactly one bean; give the class a scope such as @ApplicationScoped, and refer to the"
                    + " method through the bean's own class";
        }
        return where + form.getImplMethodSignature() + " is no task; annotate the method with @Task";
    }

    private static boolean isAnnotated(Class<?> receiver, SerializedLambda form) {
        for (Class<?> type = receiver; type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(form.getImplMethodName()) && method.isAnnotationPresent(Task.class)) {
                    return true;
                }
            }
        }
        for (Method method : receiver.getMethods()) { // default methods of interfaces
            if (method.getName().equals(form.getImplMethodName()) && method.isAnnotationPresent(Task.class)) {
                return true;
            }
        }
        return false;
    }
}
