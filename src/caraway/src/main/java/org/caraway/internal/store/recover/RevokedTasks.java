package org.caraway.internal.store.recover;

/** Revocations that a worker has to carry out. Thread-safe. */
public interface RevokedTasks {

    /** Which of the tasks that this worker holds have been revoked; and ends those that nobody holds. Cheap when there are none. */
    FoundRevocations revocations(String workerId);
}
