package org.caraway.internal.store.worker;

/**
 * What a process has done with the tasks of one name in one queue since it last wrote it down. Immutable.
 *
 * @param queue where the tasks stood
 * @param name the definition
 * @param started how many attempts called their method
 * @param succeeded how many tasks ended as SUCCESS
 * @param failed how many tasks ended as FAILURE
 * @param retried how many attempts are followed by another
 * @param revoked how many tasks ended as REVOKED
 * @param expired how many tasks ended as EXPIRED
 * @param waitMillis for how long those that were started had been due, together
 * @param runMillis how long those that ended took, together
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

    /** Whether nothing is to be written: a time may have been taken just before its count. */
    public boolean isEmpty() {
        return (started | succeeded | failed | retried | revoked | expired | waitMillis | runMillis) == 0;
    }
}
