/**
 * Periodic enqueueing. {@link org.caraway.internal.schedule.ScheduleFirer} is the loop that fires, {@link
 * org.caraway.internal.schedule.FirePlan} the rules that it follows, {@link
 * org.caraway.internal.schedule.DefaultSchedules} the API of operators, and {@link
 * org.caraway.internal.schedule.DeclaredSchedules} stores what code declares. {@code time} computes when schedules
 * fire. This package may use {@code client} and {@code engine}.
 */
package org.caraway.internal.schedule;
