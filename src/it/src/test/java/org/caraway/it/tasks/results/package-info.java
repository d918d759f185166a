/** Results, states and errors as the caller of a task receives them. Start with {@code ResultsIT}. */
@NullMarked
package org.caraway.it.tasks.results;

import org.jspecify.annotations.NullMarked;
