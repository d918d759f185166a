package org.caraway.web.internal.operate;

/** Runs several changes as one. */
@FunctionalInterface
public interface AtomicChanges {

    /** All of it, or, if it throws, nothing. */
    void run(Runnable changes);
}
