/** Queues that run on virtual threads. Start with {@code VirtualThreadsIT}. Uses {@code harness}. */
@NullMarked
package org.caraway.it.nodes.threads;

import org.jspecify.annotations.NullMarked;
