/**
 * Metrics of tasks, queues and workers. An interface stands for the library that collects them, so that this package
 * needs no library. It may use {@code observation} and the packages below. Start with {@link
 * org.caraway.internal.observation.metrics.TaskMetrics}. Types are public for the other internal packages; {@code
 * module-info} does not export this package.
 */
package org.caraway.internal.observation.metrics;
