package org.caraway.internal.client;

import java.lang.reflect.Proxy;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskAdminDisabledException;

/** The {@link TaskAdmin} that is injected where it is disabled. Stateless. */
public final class DisabledTaskAdmin {

    private DisabledTaskAdmin() {}

    /** An admin that throws {@link TaskAdminDisabledException} from each of its methods. */
    public static TaskAdmin create() {
        return (TaskAdmin) Proxy.newProxyInstance(
                TaskAdmin.class.getClassLoader(), new Class<?>[] {TaskAdmin.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return switch (method.getName()) {
                            case "equals" -> proxy == arguments[0];
                            case "hashCode" -> System.identityHashCode(proxy);
                            default -> "closed TaskAdmin";
                        };
                    }
                    throw new TaskAdminDisabledException("TaskAdmin." + method.getName()
                            + " is switched off in this process; set caraway.admin.enabled=true");
                });
    }
}
