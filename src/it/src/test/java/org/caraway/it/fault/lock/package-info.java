/** Rows that another session has locked. Start with {@code LockedRowIT}. Uses {@code harness}. */
@NullMarked
package org.caraway.it.fault.lock;

import org.jspecify.annotations.NullMarked;
