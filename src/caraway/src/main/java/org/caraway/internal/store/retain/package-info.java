/**
 * Deletes finished tasks after their retention, row by row or in whole partitions, and other rows that are not needed
 * any more. The story begins with the port {@link org.caraway.internal.store.retain.Retention}, which
 * {@link org.caraway.internal.store.retain.JdbcRetention} implements; a database that partitions the finished table
 * implements {@link org.caraway.internal.store.retain.FinishedPartitions}. This package may use {@code jdbc} and
 * {@code org.caraway.spi}. Types are public only because sub-packages are separate packages: {@code module-info}
 * exports none of them.
 */
package org.caraway.internal.store.retain;
