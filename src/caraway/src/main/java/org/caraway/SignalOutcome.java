package org.caraway;

/** What has become of a signal that was sent to a task. */
public enum SignalOutcome {
    /** The task gets this value, now or when it waits for the signal. */
    ACCEPTED,
    /** Another value was sent before, and that one counts; this one was dropped. */
    ALREADY_SENT,
    /** The task has waited for this signal until its time was over; the value was dropped. */
    TOO_LATE
}
