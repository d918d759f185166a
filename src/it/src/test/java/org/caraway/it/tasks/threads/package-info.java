/** Threads of the server that a task uses for its own work. Start with {@code ManagedThreadsIT}. */
@NullMarked
package org.caraway.it.tasks.threads;

import org.jspecify.annotations.NullMarked;
