/**
 * The slots of each queue: their number, their threads, what runs and what waits in them, and the time limits. May use
 * {@code attempt}, {@code complete}, {@code claim}, {@code lease}, {@code settings}, {@code leak} and {@code loop}.
 * Start with {@link org.caraway.internal.engine.slot.Slots}. Public are this class, the classes from which the worker
 * creates slots, and those that shutdown, health and revocations read.
 */
package org.caraway.internal.engine.slot;
