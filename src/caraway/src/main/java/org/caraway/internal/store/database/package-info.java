/**
 * {@link org.caraway.internal.store.database.Database}: one kind of database, as the set of its implementations of what
 * differs between databases. This package may use the ports that a database implements, in {@code claim},
 * {@code complete}, {@code dialect}, {@code retain} and {@code signal}, and {@code jdbc}; no implementation of a
 * database belongs here. Types are public only because sub-packages are separate packages: {@code module-info} exports
 * none of them.
 */
package org.caraway.internal.store.database;
