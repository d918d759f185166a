/**
 * The task definitions of this application, by name and by method; the {@code cdi} package discovers them. It may use
 * {@code org.caraway}, {@code spi} and {@code lifecycle}. Start with {@link
 * org.caraway.internal.registry.TaskRegistry}. Types are public for the other internal packages; {@code module-info}
 * does not export this package.
 */
package org.caraway.internal.registry;
