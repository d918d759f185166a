/**
 * The SQL that differs between databases and that several features share:
 * {@link org.caraway.internal.store.dialect.Dialect}. SQL that only one feature needs belongs to the port of that
 * feature. This package may use {@code jdbc} and {@code model}. Types are public only because sub-packages are separate
 * packages: {@code module-info} exports none of them.
 */
package org.caraway.internal.store.dialect;
