/**
 * Runs tasks: claims rows, runs attempts, writes their ends, renews the worker's lease, rescues the tasks of lost workers and
 * prunes. One {@link org.caraway.internal.engine.Worker} per application; each loop is a class of its own. Imports {@code store}
 * and what lies below it.
 */
package org.caraway.internal.engine;
