/** What is measured. A scenario does the same with every contender, on a database that nobody has used before. */
@NullMarked
package org.caraway.benchmark.scenario;

import org.jspecify.annotations.NullMarked;
