package org.caraway.admin;

/** What a schedule is doing. */
public enum ScheduleState {
    /** A SQL client inserted or changed it; the next worker that reads it checks it. */
    NEW,
    /** It fires. */
    ACTIVE,
    /** An operator, its code or too many failures paused it. */
    PAUSED,
    /** Code declared it, and no running node does so any more. It fires again once a node declares it. */
    WITHDRAWN,
    /** It has had its last fire. */
    ENDED,
    /** It cannot fire, because what a SQL client wrote is wrong; the reason names the mistake. */
    INVALID
}
