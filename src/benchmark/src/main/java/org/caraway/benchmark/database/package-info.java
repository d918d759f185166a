/** The databases that are measured on, and what they tell of themselves. */
@NullMarked
package org.caraway.benchmark.database;

import org.jspecify.annotations.NullMarked;
