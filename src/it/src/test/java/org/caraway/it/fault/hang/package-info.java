/** Tasks and database sessions that hang. Start with {@code HangIT}. Uses {@code harness}. */
@NullMarked
package org.caraway.it.fault.hang;

import org.jspecify.annotations.NullMarked;
