/**
 * Runs one attempt, from its delivery to its completion: its environment, its transaction, its method, its reports and
 * its large result. May use {@code complete}, {@code claim}, {@code settings}, {@code leak} and {@code loop}. Public
 * are {@link org.caraway.internal.engine.attempt.AttemptRunner}, where the story begins, the running attempt, which
 * slots limit and fence off, what inline runs share with it, and the environment, which CDI implements.
 */
package org.caraway.internal.engine.attempt;
