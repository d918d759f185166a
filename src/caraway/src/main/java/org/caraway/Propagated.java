package org.caraway;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A {@code @RequestScoped} or {@code @SessionScoped} bean that travels with every task: what it holds when a task is
 * enqueued, the same bean holds again in each attempt.
 *
 * <pre>{@code
 * @Propagated
 * @RequestScoped
 * public class Tenant {
 *     private String id;
 *
 *     public String getId() { return id; }
 *
 *     public void setId(String id) { this.id = id; }
 * }
 * }</pre>
 *
 * <p>It travels as JSON, property by property: each property with a public getter and a public setter of one type,
 * unless one of them or its field is {@code @JsonbTransient}. For the attempt, the container makes the bean as ever,
 * injected and initialized, and its setters are called before the task's method is; no second object, no copying of
 * fields, no proxy is involved. A property that the stored JSON does not have keeps its value, and one that the bean no
 * longer has is skipped, so that two versions of the application may run side by side.
 *
 * <p>A bean that nobody used during the request, or in the session, does not travel; outside of them none does. It is
 * known by its class name: tasks enqueued before the class was renamed come without it. For another scope or form
 * implement {@code org.caraway.spi.ContextPropagator}. Another scope, no property, or a property that is no JSON is a
 * mistake reported at deployment.
 *
 * <p>A task has no session. Of a bean of the caller's session it has a copy, which ends with the attempt: what the task
 * writes into it the session does not see, though the tasks do that the task enqueues. Capturing begins no session.
 * Getters are called on the thread that enqueues, while other requests of the same session may use the bean.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Propagated {}
