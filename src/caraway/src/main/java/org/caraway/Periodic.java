package org.caraway;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Enqueues a {@link Task} method again and again, on any number of nodes, each fire once:
 *
 * <pre>{@code
 * @Task
 * @Periodic(cron = "30 3 * * MON-FRI", zone = "Europe/Paris")
 * public void cleanUp() { ... }
 * }</pre>
 *
 * <p>Exactly one of {@link #cron}, {@link #every}, {@link #delay}, {@link #at}, {@link #solar} and {@link #type} is
 * given. Several on one method need names. Mistakes stop the deployment, all at once. Operators may change the schedule
 * at run time: see {@link org.caraway.admin.Schedules}; what they have changed stays when the application is deployed
 * again.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Periodic.All.class)
public @interface Periodic {

    /** The schedule's name, unique among all schedules of the database; by default that of the task. */
    String name() default "";

    /**
     * A cron expression: minute, hour, day of month, month and day of week, with a second before them if there are six
     * fields; all have to match. See {@link org.caraway.admin.Timing.Kind#CRON}.
     */
    String cron() default "";

    /** An interval as ISO-8601 text, at least {@code PT1S}, aligned to the beginning of 1970 in UTC. */
    String every() default "";

    /** How much after its aligned beginning the interval {@link #every} begins; {@code PT0S} by default. */
    String offset() default "";

    /** The time between the end of a run and the next run, as ISO-8601 text, at least {@code PT1S}. */
    String delay() default "";

    /** One instant, as ISO-8601 text such as {@code 2027-03-01T08:00:00Z}. */
    String at() default "";

    /** An event of the sun with latitude and longitude, such as {@code SUNSET 48.86 2.35}. */
    String solar() default "";

    /**
     * The name of a {@link org.caraway.spi.ScheduleType}, and after a space what it reads, such as {@code tide Brest}.
     */
    String type() default "";

    /** The time zone of {@link #cron}, {@link #type} and {@link #except}. */
    String zone() default "UTC";

    /** Before this instant it does not fire; no limit by default. */
    String startAt() default "";

    /** After this instant it does not fire; no limit by default. */
    String endAt() default "";

    /** After how many runs it ends; 0 for no limit. */
    long maxRuns() default 0;

    /**
     * By how much all fires are shifted at most, as ISO-8601 text up to {@code PT24H}; by how much follows from the
     * name.
     */
    String jitter() default "PT0S";

    /** What becomes of fires that no node could fire in time. */
    Misfire misfire() default Misfire.ONCE;

    /** How late a fire may be, as ISO-8601 text; by default as {@link #misfire} says. */
    String catchUp() default "";

    /** What becomes of a fire while an earlier run has not finished. */
    Overlap overlap() default Overlap.ALLOW;

    /** The names of the calendars whose times are left out, see {@link org.caraway.spi.ExclusionCalendar}. */
    String[] except() default {};

    /** After how many failed runs in a row it is paused; 0 for never. */
    int pauseAfterFailures() default 0;

    /** Whether it fires; an operator may say otherwise. */
    boolean enabled() default true;

    /** The arguments as JSON: an array by position, or an object by parameter name. */
    String arguments() default "[]";

    /** The queue of its tasks; by default that of the task definition. */
    String queue() default "";

    /** The priority of its tasks, 0 to 9; -1 for that of the task definition. */
    int priority() default -1;

    /** How long after its fire a task may still begin, as ISO-8601 text; by default as the task definition says. */
    String expires() default "";

    /** The fairness key of its tasks; none by default. */
    String key() default "";

    /** How often its tasks are retried; -1 for as the task definition says. */
    int maxRetries() default -1;

    /** The soft time limit of its tasks, as ISO-8601 text; by default that of the task definition. */
    String softTimeLimit() default "";

    /** The time limit of its tasks, as ISO-8601 text; by default that of the task definition. */
    String timeLimit() default "";

    /** How long its finished tasks are retained, as ISO-8601 text; by default as the task definition says. */
    String retainFor() default "";

    /** Headers of its tasks, each as {@code name=value}. */
    String[] headers() default {};

    /** Labels of its tasks, each as {@code name=value}. */
    String[] labels() default {};

    /** Several schedules on one method. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface All {

        /** The schedules. */
        Periodic[] value();
    }
}
