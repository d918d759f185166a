/** Operations on one node that affect tasks on another. Start with {@code OperatingIT}. Uses {@code harness}. */
@NullMarked
package org.caraway.it.nodes.operating;

import org.jspecify.annotations.NullMarked;
