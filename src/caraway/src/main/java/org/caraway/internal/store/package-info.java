/**
 * The tables, and every statement on them: with its sub-packages the only package that imports {@code java.sql}. The
 * story begins with {@link org.caraway.internal.store.Store}, which has one port for each feature. A port is an
 * interface in the sub-package of its feature (TaskInserts, TaskClaims, Completions …), its implementation is called
 * {@code Jdbc…}; {@code Database} and {@code Dialect} describe what differs between databases;
 * {@link org.caraway.internal.store.JdbcStore} wires all of them. A package may use only packages of a lower rank; from
 * bottom to top: {@code model} and {@code signal}; {@code jdbc}; {@code dialect}, {@code audit}, {@code read} and
 * {@code feed}; {@code enqueue}, {@code claim}, {@code complete} and {@code retain}; {@code recover}; {@code worker};
 * {@code admin}; {@code database}; {@code h2} and {@code postgres}; this root. Beside the store they may use the API,
 * {@code lifecycle} and {@code registry}. Types are public only because sub-packages are separate packages:
 * {@code module-info} exports none of them.
 */
package org.caraway.internal.store;
