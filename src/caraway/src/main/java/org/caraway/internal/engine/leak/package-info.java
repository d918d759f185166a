/**
 * Finds leftovers of a task on its thread, removes and logs them. Uses no other package of the engine. Public are
 * {@link org.caraway.internal.engine.leak.LeakKind}, which scopes report, too, and the classes that attempts and
 * runners call: {@code ThreadState}, {@code ThreadVariables} and {@code LeakLog}.
 */
package org.caraway.internal.engine.leak;
