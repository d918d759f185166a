/**
 * Stores the feed of task changes, which nodes append and followers read in one order. The story begins with the port
 * {@link org.caraway.internal.store.feed.FeedStore}; {@link org.caraway.internal.store.feed.JdbcFeedStore} implements
 * it. This package may use {@code jdbc}. Types are public only because sub-packages are separate packages:
 * {@code module-info} exports none of them.
 */
package org.caraway.internal.store.feed;
