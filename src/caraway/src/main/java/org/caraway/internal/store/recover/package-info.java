/**
 * Deals with claimed or waiting tasks that will not complete in the normal way: rescues those of lost workers, releases
 * those of a worker that stops, finishes revoked ones and expires overdue ones. The story begins with the port
 * {@link org.caraway.internal.store.recover.Rescues}; {@link org.caraway.internal.store.recover.OrphanRecovery} decides
 * whether an orphaned task runs again. This package may use {@code complete}, {@code dialect}, {@code jdbc} and
 * {@code model}. Types are public only because sub-packages are separate packages: {@code module-info} exports none of
 * them.
 */
package org.caraway.internal.store.recover;
