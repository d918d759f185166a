/**
 * What clients follow as it happens: who they are, what each has yet to be sent, and when it is loaded. Knows messages
 * and connections as plain values and interfaces; the bytes of HTTP and WebSocket connections go through
 * {@code stream}. Imports {@code http}, {@code access} and {@code json}.
 */
package org.caraway.web.internal.live;
