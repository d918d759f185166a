package org.caraway.internal.store.recover;

import java.util.Map;
import java.util.function.BooleanSupplier;

/** Makes the tasks of lost workers claimable again. Thread-safe. */
public interface Rescues {

    /**
     * Removes workers whose lease is over. Their tasks become PENDING again with one more delivery; those that have
     * reached {@code maxDeliveries} of their definition, or may be delivered only once and have been, fail with {@link
     * org.caraway.WorkerLostException}. Tasks that were for such a worker only become EXPIRED. Cheap when no worker is
     * lost.
     *
     * @param workerId the rescuing worker: nothing is done unless its own lease is valid
     * @param permission requested when lost workers were found, before any of their rows is changed; if it is refused,
     *     nothing is changed
     * @param maxDeliveries for each known name how many deliveries it may have; 3 for others
     */
    RescueResult rescue(String workerId, BooleanSupplier permission, Map<String, Integer> maxDeliveries);

    /** Rescues likewise the tasks whose worker is not registered at all; reads the whole live table. */
    RescueResult sweep(Map<String, Integer> maxDeliveries);
}
