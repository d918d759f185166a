package org.caraway.admin;

/** What became of one fire of a schedule. */
public enum FireOutcome {
    /** Its task was enqueued. */
    FIRED,
    /** It waits for the end of an earlier run. */
    QUEUED,
    /** The overlap policy, a full queue or an observer left it out. */
    SKIPPED,
    /** Its time had passed, and the misfire policy left it out. */
    MISSED,
    /** Its task could not be made, for example because its arguments do not match the task's parameters any more. */
    REFUSED
}
