/** The context of an attempt: request scope, JPA session, naming, class loader. Start with {@code ContextIT}. */
@NullMarked
package org.caraway.it.tasks.context;

import org.jspecify.annotations.NullMarked;
