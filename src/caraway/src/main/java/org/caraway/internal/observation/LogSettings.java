package org.caraway.internal.observation;

import java.lang.System.Logger.Level;
import java.util.List;

/**
 * The settings for log lines about tasks. Immutable.
 *
 * @param steps the level of lines about ordinary transitions, OFF for none
 * @param arguments whether the line of an enqueued task contains its arguments
 * @param fields the keys of the log context that are stored with tasks
 * @param capture the lowest level of log records that are stored with the task of the running attempt, OFF for none
 */
public record LogSettings(Level steps, boolean arguments, List<String> fields, Level capture) {

    /** The defaults. */
    public static final LogSettings DEFAULT = new LogSettings(Level.DEBUG, false, List.of(), Level.OFF);

    /** Copies the list. */
    public LogSettings {
        fields = List.copyOf(fields);
    }
}
