/**
 * When schedules fire: pure arithmetic on instants and calendars, without database and clock. It begins at {@link
 * org.caraway.internal.schedule.time.Timetables}, which makes a {@link org.caraway.internal.schedule.time.Timetable} of
 * what a schedule says. This package may use {@code org.caraway.admin}. Types are public only because sub-packages are
 * separate packages: {@code module-info} exports none of them.
 */
package org.caraway.internal.schedule.time;
