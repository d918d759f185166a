/**
 * The context of the caller that is stored with a task and restored around each attempt, and the current attempt of a
 * thread. The package uses no container and no database, only {@code org.caraway} and {@code org.caraway.spi}. Start
 * with {@link org.caraway.internal.propagation.ContextPropagation}. Types are public for the other internal packages;
 * {@code module-info} does not export this package.
 */
package org.caraway.internal.propagation;
