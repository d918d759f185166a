/**
 * The queues that are compared, each an implementation of {@link org.caraway.benchmark.contender.Contender}, and the
 * work of their tasks. Contenders are configured here, as their documentation recommends. Uses {@code database}.
 */
@NullMarked
package org.caraway.benchmark.contender;

import org.jspecify.annotations.NullMarked;
