package org.caraway;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a CDI bean as a task definition: a call of it can be enqueued and runs later, on any worker that
 * has the bean.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Reports {
 *     @Task(queue = "reports", retryFor = IOException.class, maxRetries = 5)
 *     public Report render(long orderId) throws IOException { … }
 * }
 * }</pre>
 *
 * <p>The method is an instance method, neither private nor final nor generic. Arguments and result travel as JSON, so
 * they are values: numbers, text, records, collections; never a JPA entity (pass its id). If the method is also {@code
 * @Transactional}, its writes and the completion of the task commit in one transaction. Interceptors of the bean apply.
 *
 * <p>Durations are ISO-8601 text such as {@code PT1M30S}. Every mistake is reported when the application is deployed.
 * Each attribute can be overridden by configuration: {@code caraway.task."Reports.render".max-retries=10}, or for all
 * tasks that have no key of their own: {@code caraway.task."*".max-retries=10}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Task {

    /**
     * The name under which calls are stored, at most 200 characters; empty (default) stands for {@code
     * SimpleClassName.method}. Two methods of one application may not share a name. A name is a contract with the rows
     * already stored: set it before you rename the class.
     */
    String name() default "";

    /**
     * The queue of calls that name none: letters, digits, {@code . _ -}, at most 100. Empty (default) for the one that
     * {@code caraway.default-queue} names. A route of the configuration ({@code caraway.routes}) or a
     * {@link org.caraway.spi.TaskRouter} that knows the task goes before.
     */
    String queue() default "";

    /** The priority of calls that name none: 0 to 9, higher runs first, default 4. */
    int priority() default 4;

    /**
     * The parameter that says whom the work is for, by its name in the source (compile with {@code -parameters}):
     * within a queue and a priority the values take turns, so that a customer with many tasks does not hold up another
     * with few. Empty by default. A call may say something else with {@link TaskCall#key}. Not one that is {@link
     * Sensitive}: keys are shown.
     */
    String key() default "";

    /**
     * How many attempts may begin in a span of time, counted for all workers together: {@code "100/m"}, {@code "10/s"},
     * {@code "5/h"}, {@code "1000/d"}; or for each value of a parameter: {@code "100/m per customer"}, which makes that
     * parameter the {@link #key()}. Several are separated by commas, and all hold. Empty (default) for no limit.
     *
     * <p>{@code "600/m shared smtp"} is one limit for all tasks that name it so, which have to say the same number; the
     * name has letters, digits, {@code . _ -}. {@code "600/m shared smtp per tenant"} is one for each value of the
     * parameters that they call so.
     *
     * <p>They are spread evenly: what one second gives, and at least one, may begin at once.
     */
    String rateLimit() default "";

    /**
     * How many attempts may run at the same time on all workers together: {@code "3"}, or {@code "1 per customer"} as
     * with {@link #rateLimit()}. Empty (default) for as many as there are slots.
     */
    String maxConcurrent() default "";

    /**
     * How long a task may still begin, such as {@code PT1H}, counted from when it was enqueued or, if its call asks for
     * a later start, from that: later it becomes {@link TaskState#EXPIRED}. Empty (default) for without end.
     */
    String expires() default "";

    /** Whether what the method returns is not stored; default false. Failures are stored all the same. */
    boolean ignoreResult() default false;

    /**
     * How long the finished task is kept, such as {@code P30D}. Empty (default) for as long as {@code
     * caraway.retention} says.
     */
    String retainFor() default "";

    /**
     * Exceptions, subclasses included, that belong to the task's ordinary life, such as a customer who is gone: the
     * task fails, but the log says so quietly and without a stack trace. None by default.
     */
    Class<? extends Throwable>[] expected() default {};

    /** Exceptions, subclasses included, after which the task is run again; none by default. */
    Class<? extends Throwable>[] retryFor() default {};

    /** Exceptions, subclasses included, after which the task is not run again; wins over {@link #retryFor()}. */
    Class<? extends Throwable>[] dontRetryFor() default {};

    /** How often the task may be retried after its first attempt: default 3; 0 means never, -1 means unlimited. */
    int maxRetries() default 3;

    /** The wait before the first retry, default {@code PT1S}; zero or more. */
    String retryDelay() default "PT1S";

    /**
     * What each further wait is multiplied with: {@code retryDelay × retryBackoff^(retry - 1)}; default 2, at least 1
     * (1 waits the same each time).
     */
    double retryBackoff() default 2.0;

    /** The longest wait between two attempts, default {@code PT10M}. */
    String retryDelayMax() default "PT10M";

    /**
     * Whether each wait is drawn evenly between zero and the computed delay ("full jitter", Brooker, "Exponential
     * Backoff And Jitter", AWS Architecture Blog 2015), so that tasks which failed together do not come back together;
     * default true.
     */
    boolean retryJitter() default true;

    /**
     * How long an attempt may run before its thread is interrupted and {@link TaskContext#checkRevoked()} throws
     * {@link SoftTimeLimitException}; more than zero and no longer than {@link #timeLimit()}. Empty (default) for what
     * {@code caraway.soft-time-limit} says, {@code PT5M} by default, or for the time limit if that is shorter.
     */
    String softTimeLimit() default "";

    /**
     * How long an attempt may run at all. Empty (default) for what {@code caraway.time-limit} says, {@code PT6M} by
     * default. At this instant the attempt is recorded as failed with {@link TimeLimitException}, whatever its thread
     * still does; what it returns later is dropped.
     */
    String timeLimit() default "";

    /**
     * How often a worker that dies may take this task with it before the task fails with {@link WorkerLostException}:
     * default 3, at least 1.
     */
    int maxDeliveries() default 3;

    /**
     * How the task continues when its worker is lost while it runs: default {@link Delivery#AT_LEAST_ONCE}, it runs
     * again on another.
     */
    Delivery delivery() default Delivery.AT_LEAST_ONCE;

    /**
     * Whether its calls leave the caller's name and context behind, as {@link TaskCall#withoutContext()} does for one:
     * default false. For work that is never done on the caller's behalf. A call by name on a node that does not know
     * the task takes it along.
     */
    boolean withoutContext() default false;

    /**
     * How arguments, result and partial results stand in the task's row: the name of a {@link
     * org.caraway.spi.PayloadFormat}, such as one that encrypts. Empty (default) or {@code json} for plain JSON. Each
     * row says which it was written with; a change is for what is written from then on. Calls by name on a node that
     * does not know the task are written as plain JSON.
     */
    String format() default "";

    /**
     * Whether it may be enqueued from outside of the application, over REST: default false. Whoever may submit there
     * can give it any arguments that fit its parameters, so let it check them.
     */
    boolean remote() default false;

    /** What the task does, for people who read listings; empty by default. */
    String description() default "";
}
