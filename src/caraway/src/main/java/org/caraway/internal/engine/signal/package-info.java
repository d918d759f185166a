/**
 * Notifies other nodes of due tasks, and this node of theirs. May use {@code loop}. Public is
 * {@link org.caraway.internal.engine.signal.NodeSignals} alone, which the runtime of the application starts.
 */
package org.caraway.internal.engine.signal;
