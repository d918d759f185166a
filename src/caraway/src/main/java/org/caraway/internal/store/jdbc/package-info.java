/**
 * The common ground of all statements: connections and transactions, classification of SQL failures, fencing tokens and
 * the conversion of values. No statement of a feature belongs here. This package may use {@code model}. The story
 * begins with {@link org.caraway.internal.store.jdbc.Connections}, through which every statement of the store runs.
 * Types are public only because sub-packages are separate packages: {@code module-info} exports none of them.
 */
package org.caraway.internal.store.jdbc;
