/**
 * What travels with a task, and what the running attempt is told of itself. Knows no container
 * and no database; imports {@code org.caraway} and {@code org.caraway.spi} only.
 */
package org.caraway.internal.propagation;
