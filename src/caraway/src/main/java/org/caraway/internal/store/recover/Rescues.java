package org.caraway.internal.store.recover;

import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

/** Makes the tasks of lost workers claimable again. Thread-safe. */
public interface Rescues {

    /**
     * Removes workers whose lease is over, or was renewed at an instant that has not come yet: the database's clock
     * went back, and they have not renewed it since. Their tasks become PENDING again with one more delivery; those
     * that have reached {@code maxDeliveries} of their definition, or may be delivered only once and have been, fail
     * with {@link org.caraway.WorkerLostException}. Tasks that were for such a worker only become EXPIRED. Cheap when
     * no worker is lost.
     *
     * @param workerId the rescuing worker: nothing is done unless its own lease is valid
     * @param permission requested when lost workers were found, before any of their rows is changed, with how far the
     *     database's clock has advanced since it renewed the rescuing worker's lease; if it is refused, nothing is
     *     changed
     * @param maxDeliveries for each known name how many deliveries it may have; 3 for others
     */
    RescueResult rescue(String workerId, Predicate<Duration> permission, Map<String, Integer> maxDeliveries);

    /** Rescues likewise the tasks whose worker is not registered at all; reads the whole live table. */
    RescueResult sweep(Map<String, Integer> maxDeliveries);

    /**
     * Corrects when tasks are due after the database's clock went back: those that were due at once when they were
     * enqueued become due now, and retries keep their delay. Tasks with a delay or an instant of their own keep their
     * instant. Reads the whole live table, and leaves locked rows out.
     *
     * @return how many were corrected
     */
    int correctDueTimes();

    /**
     * Mends workflows with steps that have waited for nothing for a minute, at most twenty. There should be none. Finds
     * nothing unless this is the living worker with the first id. Reads all waiting steps: call it rarely.
     */
    MendedWorkflows mend(String workerId);
}
