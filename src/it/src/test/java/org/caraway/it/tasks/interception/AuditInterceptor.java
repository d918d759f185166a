package org.caraway.it.tasks.interception;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import org.caraway.TaskContext;

/** Adds the number of the attempt to what a task returns. */
@Audited
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
public class AuditInterceptor {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskContext task;

    @AroundInvoke
    Object audit(InvocationContext call) throws Exception {
        return call.getMethod().getName() + " in attempt " + task.attempt() + ": " + call.proceed();
    }
}
