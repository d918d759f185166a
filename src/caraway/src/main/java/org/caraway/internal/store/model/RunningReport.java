package org.caraway.internal.store.model;

/**
 * A running attempt's report with its fencing token. Immutable.
 *
 * @param task the task as it was claimed
 * @param report the report
 */
public record RunningReport(ClaimedTask task, AttemptReport report) {}
