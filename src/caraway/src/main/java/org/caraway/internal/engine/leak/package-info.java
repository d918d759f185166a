/**
 * Finds what a task has left on its thread, removes it and logs it. Uses nothing of the engine. Public are
 * {@link org.caraway.internal.engine.leak.LeakKind}, which scopes report too, and what attempts and runners call:
 * {@code ThreadState}, {@code ThreadVariables} and {@code LeakLog}.
 */
package org.caraway.internal.engine.leak;
