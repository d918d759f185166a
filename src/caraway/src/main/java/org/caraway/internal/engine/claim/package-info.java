/**
 * Claims due tasks and keeps them until a slot is free. May use {@code loop} and {@code settings}. Public are {@link
 * org.caraway.internal.engine.claim.Claimer}, where the story begins, the prefetch queues, the in-flight tasks, and
 * what the worker makes a claimer from; turns and known due tasks are private.
 */
package org.caraway.internal.engine.claim;
