package org.caraway.internal.cdi.definition;

import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.spi.Bean;
import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.caraway.Signal;
import org.caraway.internal.cdi.config.Problems;
import org.caraway.internal.lifecycle.Parking;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskParameter;

/**
 * What a task method, its bean and its name must be. Notes a problem for each rule broken. Confined to the deploying
 * thread.
 */
final class TaskMethodCheck {

    private static final int NAME_CAP = 200;

    private final Problems problems;
    private final Map<String, DeclaredTask> byName = new HashMap<>();

    TaskMethodCheck(Problems problems) {
        this.problems = problems;
    }

    /** The modifiers of the method and the scope of its bean. */
    void checkMethod(DeclaredTask task, Bean<?> bean) {
        int modifiers = task.method().getModifiers();
        if (Modifier.isStatic(modifiers)) {
            refuse(task, "is static, but a task method is called on its bean; remove static");
        }
        if (Modifier.isPrivate(modifiers)) {
            refuse(task, "is private, so interceptors and proxies cannot reach it; make it public");
        }
        if (Modifier.isFinal(modifiers)) {
            refuse(task, "is final, so interceptors and proxies cannot reach it; remove final");
        }
        if (task.method().getTypeParameters().length > 0) {
            refuse(task, "is generic, but stored arguments need definite types; remove its type parameters");
        }
        Class<? extends Annotation> scope = bean.getScope();
        if (scope.equals(SessionScoped.class) || scope.equals(ConversationScoped.class)) {
            refuse(
                    task,
                    "is in a @" + scope.getSimpleName() + " bean, but a task has no HTTP session; move it to an"
                            + " @ApplicationScoped bean");
        }
    }

    /** Notes that the method is in no type of its bean that callers can see. */
    void refuseHidden(DeclaredTask task) {
        refuse(
                task,
                "is in no type of its bean that callers see; add its class to @Typed, for an EJB with @LocalBean, or"
                        + " declare the method in the bean's interface");
    }

    /** Whether arguments and result can be stored; type variables of a generic method were refused already. */
    void checkTypes(DeclaredTask task, Collection<TaskParameter> parameters, Type resultType) {
        if (task.method().getTypeParameters().length > 0) {
            return;
        }
        for (TaskParameter parameter : parameters) {
            PayloadCodec.problemWith(parameter.type())
                    .ifPresent(reason ->
                            refuse(task, unstorable("parameter '" + parameter.name() + "'", parameter.type(), reason)));
        }
        if (resultType != void.class) {
            PayloadCodec.problemWith(resultType)
                    .ifPresent(reason -> refuse(task, unstorable("result", resultType, reason)));
        }
    }

    private static String unstorable(String which, Type type, String reason) {
        return "the " + which + " of type " + type.getTypeName() + " cannot be stored as JSON: " + reason;
    }

    /** Whether its signals have different names that are valid, and values that can be stored. */
    void checkSignals(DeclaredTask task) {
        Set<String> names = new HashSet<>();
        for (Signal signal : task.method().getAnnotationsByType(Signal.class)) {
            try {
                Parking.checkedName("signal", signal.name());
            } catch (IllegalArgumentException invalid) {
                refuse(task, invalid.getMessage() + "; change it in @Signal(name = …)");
            }
            if (!names.add(signal.name())) {
                refuse(task, "declares the signal '" + signal.name() + "' twice; remove one @Signal");
            }
            PayloadCodec.problemWith(signal.type())
                    .ifPresent(reason ->
                            refuse(task, unstorable("signal '" + signal.name() + "'", signal.type(), reason)));
        }
    }

    /** Whether the name can be stored and belongs to this method alone. */
    void checkName(DeclaredTask task) {
        String name = task.name();
        if (name.isBlank() || name.length() > NAME_CAP) {
            refuse(
                    task,
                    "name '" + name + "' has " + name.length() + " characters; use 1 to " + NAME_CAP
                            + " characters, not only blanks, in @Task(name = …)");
            return;
        }
        DeclaredTask other = byName.putIfAbsent(name, task);
        if (other != null) {
            problems.add(other.signature() + " and " + task.signature() + ": both are named '" + name
                    + "'; give one of them another name with @Task(name = …)");
        }
    }

    private void refuse(DeclaredTask task, String complaint) {
        problems.add(task.where() + ": " + complaint);
    }
}
