package org.caraway.internal.store.recover;

/** Revocations that a worker has to carry out. Thread-safe. */
public interface RevokedTasks {

    /**
     * Returns which of the tasks that this worker holds have been revoked; and finishes revoked tasks that no worker
     * holds. Cheap when there are none.
     */
    FoundRevocations revocations(String workerId);
}
