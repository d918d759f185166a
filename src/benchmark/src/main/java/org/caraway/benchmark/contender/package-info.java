/**
 * The queues that are measured, each behind {@link org.caraway.benchmark.contender.Contender}, and what their tasks do.
 * A contender is set up as its own documentation advises, and only here.
 */
@NullMarked
package org.caraway.benchmark.contender;

import org.jspecify.annotations.NullMarked;
