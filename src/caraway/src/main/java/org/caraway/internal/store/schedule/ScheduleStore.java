package org.caraway.internal.store.schedule;

/**
 * The ports of schedules. Immutable.
 *
 * @param fires that of the loop that fires
 * @param changes that of operators and of the deployment
 */
public record ScheduleStore(ScheduleFires fires, ScheduleChanges changes) {}
