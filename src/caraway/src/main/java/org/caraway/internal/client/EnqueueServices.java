package org.caraway.internal.client;

import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.store.signal.QueueSignals;

/**
 * What enqueueing tasks and enqueueing workflows need in common. Immutable.
 *
 * @param bounds bounds the length of queues
 * @param propagation captures the caller's context
 * @param observers are notified
 * @param signals wake workers
 * @param afterCommit runs signals when the caller's transaction has committed
 */
public record EnqueueServices(
        QueueBounds bounds,
        ContextPropagation propagation,
        TaskObservers observers,
        QueueSignals signals,
        AfterCommit afterCommit) {}
