/** A Java agent that shifts the clock of a server process. Uses the JDK only. */
@NullMarked
package org.caraway.it.harness.clock;

import org.jspecify.annotations.NullMarked;
