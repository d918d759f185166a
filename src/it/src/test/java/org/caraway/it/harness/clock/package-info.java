/** An agent for a server process whose clock is wrong. */
@NullMarked
package org.caraway.it.harness.clock;

import org.jspecify.annotations.NullMarked;
