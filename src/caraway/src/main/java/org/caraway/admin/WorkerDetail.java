package org.caraway.admin;

/** A part of a response that a worker sends only on request, because it takes more time or space. */
public enum WorkerDetail {
    /**
     * The stack of each thread that runs an attempt or is stuck in one. The virtual machine halts each of them for a
     * moment.
     */
    STACKS,
    /** The configuration of its process, as {@link TaskAdmin#configuration()}: secrets are masked. */
    CONFIGURATION
}
