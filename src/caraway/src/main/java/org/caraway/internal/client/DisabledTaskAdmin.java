package org.caraway.internal.client;

import java.lang.reflect.Proxy;
import org.caraway.admin.Schedules;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskAdminDisabledException;

/** The {@link TaskAdmin} that is injected where it is disabled. Stateless. */
public final class DisabledTaskAdmin {

    private DisabledTaskAdmin() {}

    /** An admin that throws {@link TaskAdminDisabledException} from each of its methods. */
    public static TaskAdmin create() {
        return closed(TaskAdmin.class);
    }

    /** As {@link #create}, for schedules. */
    public static Schedules schedules() {
        return closed(Schedules.class);
    }

    private static <T> T closed(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return switch (method.getName()) {
                            case "equals" -> proxy == arguments[0];
                            case "hashCode" -> System.identityHashCode(proxy);
                            default -> "closed " + type.getSimpleName();
                        };
                    }
                    throw new TaskAdminDisabledException(type.getSimpleName() + "." + method.getName()
                            + " is switched off in this process; set caraway.admin.enabled=true");
                }));
    }
}
