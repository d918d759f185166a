/**
 * The scenarios that are measured. A scenario runs the same steps with every contender, on a new database. Start with
 * {@link org.caraway.benchmark.scenario.Scenario}. Uses {@code contender} and {@code database}.
 */
@NullMarked
package org.caraway.benchmark.scenario;

import org.jspecify.annotations.NullMarked;
