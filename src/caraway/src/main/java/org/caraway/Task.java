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
 * use values: numbers, text, records, collections; never a JPA entity (pass its id). If the method is also {@code
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
     * SimpleClassName.method}. Two methods of one application may not share a name. Stored tasks refer to their
     * definition by this name: set it before you rename the class.
     */
    String name() default "";

    /**
     * The queue of calls that do not set one: at most 100 letters, digits and {@code . _ -}. Empty (default) for the
     * queue that {@code caraway.default-queue} names. A configured route ({@code caraway.routes}) or a {@link
     * org.caraway.spi.TaskRouter} that matches the task takes precedence.
     */
    String queue() default "";

    /** The priority of calls that do not set one: 0 to 9, higher runs first, default 4. */
    int priority() default 4;

    /**
     * The parameter whose value is the fairness key, such as the customer; the name in the source (compile with {@code
     * -parameters}). Within a queue and a priority, tasks of different keys take turns, so that a customer with many
     * tasks does not delay another with few. Empty by default. A call can set another key with {@link TaskCall#key}. It
     * must not be a {@link Sensitive} parameter, because keys are shown.
     */
    String key() default "";

    /**
     * How many attempts may begin in a span of time, counted for all workers together: {@code "100/m"}, {@code "10/s"},
     * {@code "5/h"}, {@code "1000/d"}; or for each value of a parameter: {@code "100/m per customer"}, which makes that
     * parameter the {@link #key()}. Several limits are separated by commas, and all apply. Empty (default) for no
     * limit.
     *
     * <p>{@code "600/m shared smtp"} is one limit for all tasks that use this name, all with the same number; the name
     * consists of letters, digits and {@code . _ -}. {@code "600/m shared smtp per tenant"} is one limit for each value
     * of the parameter with that name.
     *
     * <p>Starts are spread evenly: at most the share of one second, and at least one attempt, may begin at the same
     * time.
     */
    String rateLimit() default "";

    /**
     * How many attempts may run at the same time on all workers together: {@code "3"}, or {@code "1 per customer"} as
     * with {@link #rateLimit()}. Empty (default) for no limit besides the slots.
     */
    String maxConcurrent() default "";

    /**
     * The time within which an attempt may begin, such as {@code PT1H}, counted from the enqueueing or, if the call has
     * a later start, from that start. After it the task becomes {@link TaskState#EXPIRED}. Empty (default) for no
     * expiry.
     */
    String expires() default "";

    /** Whether the method's return value is discarded; default false. Failures are always stored. */
    boolean ignoreResult() default false;

    /**
     * How long the finished task is kept, such as {@code P30D}. Empty (default) for the value of {@code
     * caraway.retention}.
     */
    String retainFor() default "";

    /**
     * Exceptions, subclasses included, that are expected in normal operation, such as a deleted customer: the task
     * fails, but the log line has a lower level and no stack trace. None by default.
     */
    Class<? extends Throwable>[] expected() default {};

    /** Exceptions, subclasses included, after which the task is retried; none by default. */
    Class<? extends Throwable>[] retryFor() default {};

    /** Exceptions, subclasses included, after which the task is not retried; overrides {@link #retryFor()}. */
    Class<? extends Throwable>[] dontRetryFor() default {};

    /** How often the task may be retried after its first attempt: default 3; 0 means never, -1 means unlimited. */
    int maxRetries() default 3;

    /** The wait before the first retry, default {@code PT1S}; zero or more. */
    String retryDelay() default "PT1S";

    /**
     * The factor by which the wait grows with each retry: {@code retryDelay × retryBackoff^(retry - 1)}; default 2, at
     * least 1 (with 1 all waits are equal).
     */
    double retryBackoff() default 2.0;

    /** The longest wait between two attempts, default {@code PT10M}. */
    String retryDelayMax() default "PT10M";

    /**
     * Whether each wait is a random value between zero and the computed delay ("full jitter", Brooker, "Exponential
     * Backoff And Jitter", AWS Architecture Blog 2015), so that tasks which failed at the same time are not retried at
     * the same time; default true.
     */
    boolean retryJitter() default true;

    /**
     * How long the task is run again because the database that holds the queue is unavailable, without using up a
     * retry: default {@code PT1H}, counted from the first such attempt; {@code PT0S} for not at all. An attempt counts
     * as such if its method, or the commit of its transaction, failed with an exception of a database or of a pool, and
     * Caraway's own statements have failed since the attempt began, or fail then. The waits grow from 1 s to 1 min.
     * Afterwards the task fails as its policy says. Not for {@link Delivery#AT_MOST_ONCE}.
     */
    String retryInOutage() default "PT1H";

    /**
     * How long an attempt may run before its thread is interrupted and {@link TaskContext#checkRevoked()} throws {@link
     * SoftTimeLimitException}; more than zero and no longer than {@link #timeLimit()}. Empty (default) for the value of
     * {@code caraway.soft-time-limit}, {@code PT5M} by default, or for the time limit if that is shorter.
     */
    String softTimeLimit() default "";

    /**
     * The hard limit of an attempt's run time. Empty (default) for the value of {@code caraway.time-limit}, {@code
     * PT6M} by default. At this limit the attempt is recorded as failed with {@link TimeLimitException}, even if its
     * thread still runs; a later return value is discarded.
     */
    String timeLimit() default "";

    /**
     * How long after its enqueueing the whole task may take, waits between its attempts included; empty (default) for
     * no bound. An attempt that would begin later does not call the method: the task ends as FAILURE with {@link
     * TimeLimitException} when that attempt is due. An attempt that runs at that instant continues until its own {@link
     * #timeLimit()}. Unlike {@link #expires()}, after which a task that has not begun ends as EXPIRED because nobody
     * needs it any more, this is for a task that does not get done. Costs one query for each attempt.
     */
    String deadline() default "";

    /**
     * How many times this task may be lost with its worker before it fails with {@link WorkerLostException}: default 3,
     * at least 1.
     */
    int maxDeliveries() default 3;

    /**
     * What happens to the task when its worker is lost during an attempt: default {@link Delivery#AT_LEAST_ONCE},
     * another worker runs it again.
     */
    Delivery delivery() default Delivery.AT_LEAST_ONCE;

    /**
     * Whether calls of this task do not carry the caller's name and context, as with {@link TaskCall#withoutContext()}
     * for one call: default false. For work that is never done on the caller's behalf. A call by name on a node that
     * does not have the definition carries them.
     */
    boolean withoutContext() default false;

    /**
     * The format in which arguments, result and partial results are stored: the name of a {@link
     * org.caraway.spi.PayloadFormat}, such as one that encrypts. Empty (default) or {@code json} for plain JSON. Each
     * row records its format; a change applies to rows written after it. Calls by name on a node that does not have the
     * definition are written as plain JSON.
     */
    String format() default "";

    /**
     * Whether the task can be enqueued from outside of the application, over REST: default false. A REST client can
     * send any arguments that match the parameters, so the method has to validate them.
     */
    boolean remote() default false;

    /** A description of the task for listings and documents; empty by default. */
    String description() default "";
}
