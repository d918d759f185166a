/**
 * Who is told of each step that a task takes: the seam to which log lines, spans and events are tied, so that engine and client
 * know none of them. Imports {@code propagation}, {@code lifecycle} and what lies below.
 */
package org.caraway.internal.observation;
