/** Traces that continue from a request into its tasks. Start with {@code TracingIT}. */
@NullMarked
package org.caraway.it.tasks.tracing;

import org.jspecify.annotations.NullMarked;
