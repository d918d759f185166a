package org.caraway;

/**
 * What becomes of fires of a schedule whose time passed while no node could fire them. A fire that is later than the
 * schedule's catch-up window is missed in any case; the history shows it.
 */
public enum Misfire {
    /** The latest of them runs, however late unless a window is set; the others are missed. */
    ONCE,
    /**
     * All of them run, the earliest first, within a window of a day unless set otherwise, and at most the latest
     * thousand.
     */
    ALL,
    /** None of them runs: only a fire that is at most a minute late, or within the window that is set. */
    SKIP
}
