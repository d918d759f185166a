package org.caraway.internal.propagation;

import jakarta.enterprise.concurrent.spi.ThreadContextProvider;
import jakarta.enterprise.concurrent.spi.ThreadContextSnapshot;
import java.util.Map;
import org.caraway.internal.propagation.CurrentTask.Entered;
import org.jspecify.annotations.Nullable;

/**
 * Propagates the current task to work that it passes to a managed executor or a context service, as Jakarta
 * Concurrency's context of type {@value #TYPE}. Immutable; created by the server, which finds it as a service of the
 * application. The task scope is not propagated: the beans of an attempt end with it, and most of them are not
 * thread-safe.
 *
 * <p>Payara 6 finds this provider below {@code WEB-INF/lib}, keeps it in a field of the executor, and logs at SEVERE
 * when the next application does not have it. So when the application stops, Caraway lets its own executor search once
 * more, where there is no provider: that writes one such line for each undeployment, but keeps no class loader in
 * memory.
 */
public final class TaskThreadContext implements ThreadContextProvider {

    /** The name under which a {@code ContextServiceDefinition} propagates it, clears it or leaves it unchanged. */
    public static final String TYPE = "Caraway.Task";

    @Override
    public String getThreadContextType() {
        return TYPE;
    }

    @Override
    public ThreadContextSnapshot currentContext(Map<String, String> properties) {
        return beginning(CurrentTask.entered());
    }

    @Override
    public ThreadContextSnapshot clearedContext(Map<String, String> properties) {
        return beginning(null);
    }

    private static ThreadContextSnapshot beginning(@Nullable Entered task) {
        return () -> {
            Entered before = CurrentTask.exchange(task);
            return () -> CurrentTask.exchange(before);
        };
    }
}
