/**
 * Inserts tasks, enforces unique keys, and counts the waiting tasks of bounded queues. The story begins with the port
 * {@link org.caraway.internal.store.enqueue.TaskInserts}, which
 * {@link org.caraway.internal.store.enqueue.JdbcTaskInserts} implements. This package may use {@code dialect},
 * {@code jdbc} and {@code model}. Types are public only because sub-packages are separate packages: {@code module-info}
 * exports none of them.
 */
package org.caraway.internal.store.enqueue;
