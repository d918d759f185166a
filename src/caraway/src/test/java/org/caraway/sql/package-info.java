/** What {@code sql/README.md} and {@code sql/queries.sql} say of the tables, held against the tables themselves. */
@NullMarked
package org.caraway.sql;

import org.jspecify.annotations.NullMarked;
