package org.caraway.internal.store.feed;

import java.time.Instant;

/**
 * One row of the feed: changes that a node reported together. Immutable.
 *
 * @param seq its number; those of all nodes follow each other without a gap, in the order of their commits
 * @param at when, by the database's clock
 * @param changes the changes, as they were passed to {@link FeedStore#append}
 */
public record FeedRow(long seq, Instant at, String changes) {}
