/** Several server processes on one database. */
@NullMarked
package org.caraway.it.nodes;

import org.jspecify.annotations.NullMarked;
