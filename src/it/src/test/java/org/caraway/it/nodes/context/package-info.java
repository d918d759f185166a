/**
 * Context that a task takes from the node of its caller to another node. Start with {@code ContextTransferIT}. Uses
 * {@code harness}.
 */
@NullMarked
package org.caraway.it.nodes.context;

import org.jspecify.annotations.NullMarked;
