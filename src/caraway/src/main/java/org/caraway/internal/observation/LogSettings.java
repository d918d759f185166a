package org.caraway.internal.observation;

import java.lang.System.Logger.Level;
import java.util.List;

/**
 * The settings for log lines about tasks. Immutable.
 *
 * @param steps at which level each ordinary step is, OFF for not at all
 * @param arguments whether the line of an enqueued task carries its arguments
 * @param fields the keys of the log context that travel with tasks
 * @param capture from which level on what is logged while an attempt runs is stored with its task, OFF for not at all
 */
public record LogSettings(Level steps, boolean arguments, List<String> fields, Level capture) {

    /** As without any configuration. */
    public static final LogSettings DEFAULT = new LogSettings(Level.DEBUG, false, List.of(), Level.OFF);

    /** Copies the list. */
    public LogSettings {
        fields = List.copyOf(fields);
    }
}
