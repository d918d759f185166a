/** Interceptors and permissions around task methods. Start with {@code InterceptionIT}. */
@NullMarked
package org.caraway.it.tasks.interception;

import org.jspecify.annotations.NullMarked;
