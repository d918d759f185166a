/**
 * Stores the completions of attempts in batches. May use {@code claim} and {@code loop}. Public is
 * {@link org.caraway.internal.engine.complete.CompletionWriter} alone.
 */
package org.caraway.internal.engine.complete;
