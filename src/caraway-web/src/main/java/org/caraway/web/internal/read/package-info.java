/**
 * Read requests: tasks, queues, definitions, limits, totals and health. Start with
 * {@link org.caraway.web.internal.read.TaskReads}. May use {@code access}, {@code json} and {@code http}.
 */
package org.caraway.web.internal.read;
