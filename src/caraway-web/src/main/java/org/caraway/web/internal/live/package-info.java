/**
 * Live updates: subscriptions, the queue of each client, and the loop that reads task statuses and sends messages.
 * Start with {@link org.caraway.web.internal.live.LiveHub}. Messages and connections are plain values and interfaces;
 * {@code stream} implements the connections. May use {@code http}, {@code access} and {@code json}.
 */
package org.caraway.web.internal.live;
