/**
 * Tasks that wait for a signal or a time, without a slot: parking them, signalling them, and waking them. It may use
 * the rooms of the store below it.
 */
@NullMarked
package org.caraway.internal.store.park;

import org.jspecify.annotations.NullMarked;
