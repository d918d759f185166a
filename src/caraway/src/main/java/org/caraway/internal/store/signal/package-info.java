/**
 * Hints about committed tasks: {@link org.caraway.internal.store.signal.QueueSignals} notifies the listeners of one
 * JVM, {@link org.caraway.internal.store.signal.NodeChannel} the other nodes. This package uses no other package of
 * Caraway. The story begins with {@code QueueSignals}. Types are public only because sub-packages are separate
 * packages: {@code module-info} exports none of them.
 */
package org.caraway.internal.store.signal;
