/**
 * What can be looked at: tasks, queues, workers, definitions, limits, totals. Imports {@code access}, {@code json} and
 * {@code http}.
 */
package org.caraway.web.internal.read;
