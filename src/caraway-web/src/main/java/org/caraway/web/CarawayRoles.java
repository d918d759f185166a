package org.caraway.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which of the application's roles may do what over HTTP, on the class that extends {@link CarawayResource}. A
 * role that is not named may do nothing; {@code **} stands for everybody who has logged in, as in {@code web.xml}. It
 * goes before {@link jakarta.annotation.security.RolesAllowed}, which names operators.
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
     * Who sees everything but stack traces and the audit, or less: {@link CarawayResource#ownTasksOnly}; none by
     * default.
     */
    String[] readers() default {};

    /**
     * Who submits tasks that say {@code @Task(remote = true)}, and sees those that they have submitted; none by
     * default.
     */
    String[] submitters() default {};

    /** Who may do everything; none by default. */
    String[] operators() default {};
}
