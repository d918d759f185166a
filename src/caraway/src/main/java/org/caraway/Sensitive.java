package org.caraway;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter of a task method whose value Caraway does not show: log lines contain {@code ***} instead, and
 * Caraway's error messages contain neither the value nor a cause that may contain it.
 *
 * <pre>{@code
 * @Task
 * public void invite(String address, @Sensitive String code) {}
 * }</pre>
 *
 * <p>The database stores the arguments in clear text, where SQL and {@link TaskView#arguments()} show them: if a value
 * must not be there, pass an id that refers to it. The method is responsible for its own log lines and exceptions. A
 * sensitive parameter cannot be the task's {@link Task#key key}, because keys are shown: that fails the deployment.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Sensitive {}
