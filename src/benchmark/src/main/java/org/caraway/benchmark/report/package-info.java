/** What was measured, put together: medians, ratios, table, JSON and charts. Knows neither contenders nor scenarios. */
@NullMarked
package org.caraway.benchmark.report;

import org.jspecify.annotations.NullMarked;
