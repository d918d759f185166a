/**
 * Runs a task on its caller's thread and stores nothing. May use {@code attempt}. Public is
 * {@link org.caraway.internal.engine.inline.InlineRunner} alone, which the client calls.
 */
package org.caraway.internal.engine.inline;
