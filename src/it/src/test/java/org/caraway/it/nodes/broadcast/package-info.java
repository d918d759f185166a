/** Broadcasts and tasks for one node, on several servers. Start with {@code BroadcastIT}. Uses {@code harness}. */
@NullMarked
package org.caraway.it.nodes.broadcast;

import org.jspecify.annotations.NullMarked;
