package org.caraway.internal.lifecycle;

/**
 * How often a task may run again, and how often it has. Immutable.
 *
 * @param policy its retries
 * @param retriesUsed how many retries it has had
 * @param maxDeliveries how often a lost worker or database may take it along
 * @param deliveriesUsed how often one has
 */
public record AttemptBudget(RetryPolicy policy, int retriesUsed, int maxDeliveries, int deliveriesUsed) {}
