/**
 * Writes completions and reports of attempts under their fencing tokens. The story begins with the port
 * {@link org.caraway.internal.store.complete.Completions}, which
 * {@link org.caraway.internal.store.complete.JdbcCompletions} implements;
 * {@link org.caraway.internal.store.complete.CompletionStatements} is the part that differs between databases. This
 * package may use {@code dialect}, {@code jdbc}, {@code model}, {@code lifecycle} and {@code registry}. Types are
 * public only because sub-packages are separate packages: {@code module-info} exports none of them.
 */
package org.caraway.internal.store.complete;
