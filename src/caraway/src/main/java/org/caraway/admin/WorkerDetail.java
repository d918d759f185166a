package org.caraway.admin;

/** A part of a response that a worker sends only on request, because it takes more time or space. */
public enum WorkerDetail {
    /**
     * The stack of each thread that runs an attempt or is stuck in one. The virtual machine halts each of them for a
     * moment.
     */
    STACKS,
    /** Its configuration, as {@link TaskAdmin#configuration()} shows that of this process: secrets are masked. */
    CONFIGURATION
}
