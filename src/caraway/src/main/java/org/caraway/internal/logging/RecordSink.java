package org.caraway.internal.logging;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** An attempt that stores the log records of its thread. Confined to that thread. */
public interface RecordSink {

    /**
     * Stores this record, if the attempt's limit is not reached.
     *
     * @param logger its name, null if it has none
     * @param text the message and the stack trace, of any length
     */
    void record(Level level, @Nullable String logger, String text);
}
