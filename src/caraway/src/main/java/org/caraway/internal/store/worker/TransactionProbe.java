package org.caraway.internal.store.worker;

import java.util.UUID;

/** A row that is written to find out whether the data source takes part in transactions. Thread-safe. */
public interface TransactionProbe {

    /** Writes the row. Joins. */
    void write(UUID id);

    /** Deletes the row, outside of any transaction, and returns whether it was there. */
    boolean remove(UUID id);
}
