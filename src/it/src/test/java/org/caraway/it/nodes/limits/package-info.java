/** Limits that hold for all nodes together. Start with {@code LimitsIT}. Uses {@code harness}. */
@NullMarked
package org.caraway.it.nodes.limits;

import org.jspecify.annotations.NullMarked;
