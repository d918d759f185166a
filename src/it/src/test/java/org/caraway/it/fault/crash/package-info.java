/** A server process is killed while its tasks run. Start with {@code CrashIT}. Uses {@code harness}. */
@NullMarked
package org.caraway.it.fault.crash;

import org.jspecify.annotations.NullMarked;
