package org.caraway.internal.logging;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** An attempt that keeps what is logged on its thread. Confined to that thread. */
public interface RecordSink {

    /**
     * Keeps this record, if there is still room for it.
     *
     * @param logger its name, null if it has none
     * @param text the message and the stack trace, of any length
     */
    void record(Level level, @Nullable String logger, String text);
}
