package org.caraway.admin;

/** What a worker tells only when it is asked for: it takes more time, or more room. */
public enum WorkerDetail {
    /** The stack of each thread that runs an attempt or is stuck in one. The virtual machine halts each of them for a moment. */
    STACKS,
    /** Its configuration, as {@link TaskAdmin#configuration()} shows that of this process: secrets are masked. */
    CONFIGURATION
}
