package org.caraway;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method a durable observer: each CDI event of the parameter's type becomes a task that calls the method.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Mails {
 *
 *     @Task(queue = "mails", retryFor = MessagingException.class)
 *     public void confirm(@ObservesTask OrderPlaced event) { ... }
 * }
 *
 * @Inject Event<OrderPlaced> placed;
 * ...
 * placed.fire(new OrderPlaced(order.id()));
 * }</pre>
 *
 * <p><b>One task for each durable observer</b> is enqueued while the event is fired. Within a transaction of whoever
 * fires, the tasks are committed or rolled back with it; without one, they exist when {@code fire} returns. Events that
 * are fired with {@code fireAsync} become tasks as well, in the thread that notifies and so without the caller's
 * transaction. {@code fire} throws what {@link TaskQueue#enqueue(TaskCall)} throws, for instance {@link
 * QueueUnavailableException}: an event is not lost in silence.
 *
 * <p><b>The event</b> is stored as the one argument of the task, by the type of the parameter and with the rules of
 * arguments: a subclass must not have members that the parameter's type does not have. Qualifiers beside this
 * annotation select events as they do beside {@link jakarta.enterprise.event.Observes}. {@code Object} is refused,
 * because it would observe everything.
 *
 * <p><b>The method</b> has this parameter alone; what else it needs is injected into its bean. {@link Task} on the
 * method gives the options; without it, their defaults apply. Everything else holds as for task methods: the name
 * {@code Class.method}, the context of whoever fires, retries and limits, calls through {@link TaskQueue}, and
 * {@link Sensitive} on the parameter. Mistakes stop the deployment, all at once.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface ObservesTask {}
