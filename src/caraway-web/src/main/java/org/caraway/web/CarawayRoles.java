package org.caraway.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Assigns permissions to the roles of the application, on the class that extends {@link CarawayResource}. A role that
 * is not listed has no permission; {@code **} stands for every authenticated user, as in {@code web.xml}. It takes
 * precedence over {@link jakarta.annotation.security.RolesAllowed}, which lists operators only.
 *
 * <pre>{@code
 * @Path("caraway")
 * @CarawayRoles(readers = "support", submitters = "shop", operators = "operator")
 * public class Operations extends CarawayResource {}
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface CarawayRoles {

    /**
     * The roles that read everything except stack traces and the audit log, default none.
     * {@link CarawayResource#ownTasksOnly} restricts them to their own tasks.
     */
    String[] readers() default {};

    /**
     * The roles that submit tasks declared {@code @Task(remote = true)}, and read the tasks that they have submitted,
     * default none.
     */
    String[] submitters() default {};

    /** The roles that send signals to tasks, to any task, and may do nothing else, default none. */
    String[] signallers() default {};

    /** The roles that have all permissions, default none. */
    String[] operators() default {};
}
