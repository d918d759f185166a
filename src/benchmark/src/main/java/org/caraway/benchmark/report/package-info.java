/**
 * The report of a run: medians, ratios, table, JSON and charts. Start with
 * {@link org.caraway.benchmark.report.Results}. Uses no other package of the benchmark.
 */
@NullMarked
package org.caraway.benchmark.report;

import org.jspecify.annotations.NullMarked;
