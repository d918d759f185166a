/** Tasks inside the server: tests and their beans run in the container. */
@NullMarked
package org.caraway.it.tasks;

import org.jspecify.annotations.NullMarked;
