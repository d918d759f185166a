/**
 * Reads tasks and their log lines by id. The story begins with the port
 * {@link org.caraway.internal.store.read.TaskReads}; {@link org.caraway.internal.store.read.JdbcTaskReads} implements
 * it. This package may use {@code jdbc} and {@code model}. Types are public only because sub-packages are separate
 * packages: {@code module-info} exports none of them.
 */
package org.caraway.internal.store.read;
