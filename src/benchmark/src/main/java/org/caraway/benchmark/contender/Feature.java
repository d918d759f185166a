package org.caraway.benchmark.contender;

/** What not every contender can do, or not within a bearable time. */
public enum Feature {
    /** Keeps finished tasks in its tables. */
    KEEPS_FINISHED,
    /** Runs a task of another process without waiting for half a minute. */
    HEARS_OTHER_PROCESSES,
    /** Takes some thousand tasks per second, so that a backlog of a million can be loaded. */
    TAKES_THOUSANDS
}
