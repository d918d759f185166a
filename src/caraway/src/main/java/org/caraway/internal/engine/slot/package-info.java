/**
 * The slots of each queue: their number, their threads, what runs and what waits in them, and the time limits. May use
 * {@code attempt}, {@code complete}, {@code claim}, {@code lease}, {@code settings}, {@code leak} and {@code loop}. The
 * story begins at {@link org.caraway.internal.engine.slot.Slots}. Public are this, what the worker makes slots from,
 * and what its shutdown, its health and revocations read of them; runner and cancellation are private.
 */
package org.caraway.internal.engine.slot;
