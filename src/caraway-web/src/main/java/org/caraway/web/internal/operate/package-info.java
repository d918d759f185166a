/**
 * Operations: changes to tasks, one by one or in bulk, to queues, definitions and workers. Start with
 * {@link org.caraway.web.internal.operate.TaskOperations}. May use {@code read}, {@code access},
 * {@code json} and {@code http}.
 */
package org.caraway.web.internal.operate;
