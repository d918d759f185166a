package org.caraway.internal.registry;

import java.time.Duration;
import org.caraway.Delivery;
import org.caraway.internal.lifecycle.RetryPolicy;

/**
 * How a task is queued, retried and limited: the annotation's attributes with the configuration's overrides. Immutable.
 *
 * @param queue the queue of calls that name none
 * @param priority the priority of calls that name none, 0 to 9
 * @param retries when and how often it runs again
 * @param softTimeLimit after which an attempt is interrupted
 * @param timeLimit after which an attempt is failed
 * @param maxDeliveries how often a lost worker may take it along
 * @param delivery whether it runs again when its worker was lost
 * @param withoutContext whether its calls leave the caller's context behind
 * @param description for people, empty for none
 */
public record TaskSettings(
        String queue,
        int priority,
        RetryPolicy retries,
        Duration softTimeLimit,
        Duration timeLimit,
        int maxDeliveries,
        Delivery delivery,
        boolean withoutContext,
        String description) {}
