/** Cleaning a thread between two attempts. Start with {@code LeakIT}. */
@NullMarked
package org.caraway.it.tasks.leak;

import org.jspecify.annotations.NullMarked;
