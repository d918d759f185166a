package org.caraway.internal.store.feed;

import java.time.Instant;

/**
 * What a node told in one go. Immutable.
 *
 * @param seq its number; those of all nodes follow each other without a gap, in the order of their commits
 * @param at when, by the database's clock
 * @param changes what happened, as it was handed to {@link FeedStore#append}
 */
public record FeedRow(long seq, Instant at, String changes) {}
