/**
 * Workflows in tables: {@link org.caraway.internal.store.workflow.Workflows} inserts them, {@link
 * org.caraway.internal.store.workflow.SuccessorRelease} advances them in the transactions that finish their steps. May
 * use {@code enqueue}, {@code finish} and what is below them.
 */
package org.caraway.internal.store.workflow;
