package org.caraway.web.internal.operate;

/** Applies several changes atomically. */
@FunctionalInterface
public interface AtomicChanges {

    /** Applies all changes; none if one throws. */
    void run(Runnable changes);
}
