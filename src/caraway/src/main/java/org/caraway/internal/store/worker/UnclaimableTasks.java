package org.caraway.internal.store.worker;

import java.util.List;

/** Due tasks that no living worker can claim. Thread-safe. */
public interface UnclaimableTasks {

    /** Due tasks that no living worker can claim, by queue and name; reads the whole live table. */
    List<Unclaimable> unclaimable();
}
