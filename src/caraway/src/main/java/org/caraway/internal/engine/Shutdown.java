package org.caraway.internal.engine;

/** What a worker that stops does with the tasks that it runs. */
public enum Shutdown {
    /** Lets them finish, each within its time limit. */
    WARM,
    /** Lets them go on for the grace time, then interrupts them and gives them back. */
    SOFT,
    /** Interrupts them at once and gives them back. */
    COLD
}
