/**
 * Observers of the transitions of tasks: log lines, spans, metrics, counts and events all implement one interface, so
 * that engine and client depend on none of them. The package may use {@code propagation}, {@code lifecycle}, {@code
 * store} and the packages below. Start with {@link org.caraway.internal.observation.TaskObserver}. Types are public for
 * the other internal packages; {@code module-info} does not export this package.
 */
package org.caraway.internal.observation;
