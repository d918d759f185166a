/** Many tasks of one transaction on PostgreSQL. Start with {@code BulkIT}. */
@NullMarked
package org.caraway.it.tasks.bulk;

import org.jspecify.annotations.NullMarked;
