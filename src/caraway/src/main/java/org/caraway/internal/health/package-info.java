/**
 * Health of this node: whether it can do its work, and whether a restart would help. Classes that use MicroProfile
 * Health, which is optional, are loaded only where it is present. The package may use {@code engine}, {@code store} and
 * the packages below. Start with {@link org.caraway.internal.health.NodeHealth}. Types are public for {@code cdi};
 * {@code module-info} does not export this package.
 */
package org.caraway.internal.health;
