/**
 * Schedules and their history. {@link org.caraway.internal.store.schedule.ScheduleFires} is the port of the loop that
 * fires, {@link org.caraway.internal.store.schedule.ScheduleChanges} that of operators and of the deployment. This
 * package may use {@code enqueue}, {@code audit}, {@code dialect} and {@code jdbc}. Types are public only because
 * sub-packages are separate packages: {@code module-info} exports none of them.
 */
package org.caraway.internal.store.schedule;
