/**
 * The task feed: each node writes the transitions of its tasks to the database while anybody is subscribed, and reads
 * the transitions of all nodes for its own subscribers. It may use {@code engine}, {@code client}, {@code store} and
 * the packages below. Start with {@link org.caraway.internal.feed.DefaultTaskFeed}. Types are public for {@code cdi};
 * {@code module-info} does not export this package.
 */
package org.caraway.internal.feed;
