/**
 * The implementation of {@link org.caraway.TaskQueue}, {@link org.caraway.TaskHandle} and {@link
 * org.caraway.admin.TaskAdmin}: it checks calls, stores them as tasks, waits for their completion, and operates tasks
 * and workers. It may use {@code observation}, {@code store} and the packages below. Start with {@link
 * org.caraway.internal.client.TaskEnqueuer} and {@link org.caraway.internal.client.DefaultTaskAdmin}. Types are public
 * for {@code cdi}, {@code engine} and {@code feed}; {@code module-info} does not export this package.
 */
package org.caraway.internal.client;
