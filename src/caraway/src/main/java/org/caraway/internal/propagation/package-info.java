/**
 * What travels with a task, and what the running attempt is told of itself. Imports {@code org.caraway} only.
 */
package org.caraway.internal.propagation;
