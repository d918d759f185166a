/** Values of a request that its tasks receive. Start with {@code PropagationIT}. */
@NullMarked
package org.caraway.it.tasks.propagation;

import org.jspecify.annotations.NullMarked;
