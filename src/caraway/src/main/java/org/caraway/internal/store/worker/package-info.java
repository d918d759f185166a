/**
 * Registers workers and their leases, and stores the run-time settings, orders and requests that a worker reads and the
 * counts that it writes. The story begins with the port {@link org.caraway.internal.store.worker.WorkerRegistry}, which
 * {@link org.caraway.internal.store.worker.JdbcWorkerRegistry} implements. This package may use {@code recover},
 * {@code audit}, {@code jdbc} and {@code model}. Types are public only because sub-packages are separate packages:
 * {@code module-info} exports none of them.
 */
package org.caraway.internal.store.worker;
