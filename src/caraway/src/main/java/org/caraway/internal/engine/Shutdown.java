package org.caraway.internal.engine;

/** What a worker that stops does with the tasks that it runs. */
public enum Shutdown {
    /** Lets them finish, each within its time limit. */
    WARM,
    /** Lets them run for the grace time, then interrupts and releases them. */
    SOFT,
    /** Interrupts them at once and gives them back. */
    COLD
}
