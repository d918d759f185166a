/**
 * The connections of live updates: server-sent events and WebSockets on the non-blocking output of the Servlet API,
 * without a thread per client. Start with {@link org.caraway.web.internal.stream.EventStream}. May use {@code live} and
 * {@code jakarta.servlet}.
 */
package org.caraway.web.internal.stream;
