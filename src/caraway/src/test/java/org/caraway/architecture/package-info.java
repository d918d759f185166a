/**
 * The gates that keep Caraway's shape: which package may use which, what no class may do, how long a file may be, and
 * that every feature ticked in {@code docs/features.md} names a proof. Each gate is itself tested against code that
 * breaks it.
 */
package org.caraway.architecture;
