package org.caraway.internal.store.worker;

/**
 * What a process has done with the tasks of one name in one queue since its last write. Immutable.
 *
 * @param queue the tasks' queue
 * @param name the definition
 * @param started how many attempts called their method
 * @param succeeded how many tasks finished as SUCCESS
 * @param failed how many tasks finished as FAILURE
 * @param retried how many attempts are followed by another
 * @param revoked how many tasks finished as REVOKED
 * @param expired how many tasks finished as EXPIRED
 * @param waitMillis how long the started tasks had been due, in total
 * @param runMillis how long the completed attempts took, in total
 */
public record TaskCounts(
        String queue,
        String name,
        long started,
        long succeeded,
        long failed,
        long retried,
        long revoked,
        long expired,
        long waitMillis,
        long runMillis) {

    /** Whether there is nothing to write: a time may have been taken just before its count. */
    public boolean isEmpty() {
        return (started | succeeded | failed | retried | revoked | expired | waitMillis | runMillis) == 0;
    }
}
