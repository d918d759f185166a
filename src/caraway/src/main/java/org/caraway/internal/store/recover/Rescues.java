package org.caraway.internal.store.recover;

import java.util.Map;
import java.util.function.BooleanSupplier;

/** Makes the tasks of lost workers claimable again. Thread-safe. */
public interface Rescues {

    /**
     * Takes workers whose lease is over off the list. Their tasks become PENDING again with one more delivery; those that have
     * reached {@code maxDeliveries} of their definition, or may be delivered only once and have been, fail with
     * {@link org.caraway.WorkerLostException}. Tasks that were for such a worker only become EXPIRED. Cheap when no worker is lost.
     *
     * @param workerId who rescues: nothing is done unless its own lease is valid
     * @param permission asked when lost workers were found, before anything of theirs is changed; they are left alone if it says no
     * @param maxDeliveries for each known name how many deliveries it may have; 3 for others
     */
    RescueResult rescue(String workerId, BooleanSupplier permission, Map<String, Integer> maxDeliveries);

    /** Deals in the same way with tasks whose worker is not on the list at all; reads the whole live table. */
    RescueResult sweep(Map<String, Integer> maxDeliveries);
}
