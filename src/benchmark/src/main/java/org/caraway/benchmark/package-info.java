/** How fast the engine is, measured bare: a worker on a plain data source, without a server around it. */
@NullMarked
package org.caraway.benchmark;

import org.jspecify.annotations.NullMarked;
