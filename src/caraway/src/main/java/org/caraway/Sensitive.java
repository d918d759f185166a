package org.caraway;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A parameter of a task method whose value is shown to nobody: in log lines {@code ***} stands in its place, and
 * Caraway's messages about it neither hold the value nor the cause that might.
 *
 * <pre>{@code
 * @Task
 * public void invite(String address, @Sensitive String code) {}
 * }</pre>
 *
 * <p>The arguments stand in the database as ever, in clear text, where SQL and {@link TaskView#arguments()} show them:
 * a parameter that must not be there either is better the id of what holds it. What the method itself logs or throws is
 * its own. It cannot be the task's {@link Task#key key}, which is shown: that fails the deployment.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Sensitive {}
