/**
 * What application code imports: the {@link org.caraway.Task} annotation, the {@link org.caraway.TaskQueue} to enqueue
 * calls, the {@link org.caraway.TaskHandle} to follow them and the {@link org.caraway.TaskContext} of the running attempt.
 * Imports nothing of Caraway's other packages, but for the wiring-free value types of its own.
 */
package org.caraway;
