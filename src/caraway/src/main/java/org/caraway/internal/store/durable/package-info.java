/**
 * The durable steps and cursors of tasks: the table {@code caraway_step}. The story begins with the port {@link
 * org.caraway.internal.store.durable.DurableSteps}, which {@link
 * org.caraway.internal.store.durable.JdbcDurableSteps} implements. Not to be confused with the steps of a workflow,
 * which are tasks. This package may use {@code complete}, {@code dialect}, {@code jdbc} and {@code model}. Types are
 * public only because sub-packages are separate packages: {@code module-info} exports none of them.
 */
package org.caraway.internal.store.durable;
