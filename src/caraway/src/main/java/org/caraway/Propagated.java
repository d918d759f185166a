package org.caraway;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@code @RequestScoped} or {@code @SessionScoped} bean whose properties are stored with every task and
 * restored in each attempt.
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
 * <p>The bean is stored as JSON, property by property: each property with a public getter and a public setter of the
 * same type, unless one of them or its field is {@code @JsonbTransient}. For the attempt, the container creates the
 * bean as usual, with injection and initialization, and Caraway calls its setters before the task's method. A property
 * that is missing in the stored JSON keeps its value, and a stored property that the bean does not have is ignored, so
 * that two versions of the application can run at the same time.
 *
 * <p>A bean that was not used during the request or in the session is not stored, and outside of a request or session
 * no bean is stored. The stored bean is identified by its class name: tasks that were enqueued before the class was
 * renamed do not restore it. For another scope or form implement {@code org.caraway.spi.ContextPropagator}. A bean of
 * another scope, a bean without properties, or a property that cannot be converted to JSON is an error at deployment.
 *
 * <p>A task has no session. It uses a copy of the bean of the caller's session, which exists until the end of the
 * attempt: changes that the task makes are visible to tasks that it enqueues, but not to the session. Capturing does
 * not create a session. Getters are called on the thread that enqueues, while other requests of the same session may
 * use the bean.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Propagated {}
