/**
 * What every way of finishing a task has in common: {@link org.caraway.internal.store.finish.FinishedInsert} moves its
 * row, {@link org.caraway.internal.store.finish.Retentions} says how long it is kept.
 */
package org.caraway.internal.store.finish;
