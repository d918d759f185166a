package org.caraway;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a signal that a task waits for by {@link TaskContext#awaitSignal}: its name and type are checked where it is
 * sent and where it is awaited, and signals of other names are refused. Stands beside {@link Task}. A task that
 * declares none may wait for any.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Signals.class)
public @interface Signal {

    /** Its name: 1 to 100 letters, digits, dots, hyphens and underscores, beginning with a letter. */
    String name();

    /** The type of its value. */
    Class<?> type();
}
