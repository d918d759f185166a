package org.caraway.benchmark.contender;

/** What a task does when it runs. */
public enum Job {
    /** Nothing; it returns the length of its payload. */
    NOOP,
    /** Inserts one row, inside the task's transaction where the contender has one. */
    WRITE,
    /** Notes how long ago it was enqueued. */
    STAMP
}
