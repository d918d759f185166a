/**
 * The databases of the benchmark, with their versions and settings. Start with
 * {@link org.caraway.benchmark.database.Database}. Uses no other package of the benchmark.
 */
@NullMarked
package org.caraway.benchmark.database;

import org.jspecify.annotations.NullMarked;
