/**
 * Metrics through MicroProfile Metrics, which is optional: outside this package only the class that looks up the
 * application's registry uses these classes. The package may use {@code observation.metrics}. Start with {@link
 * org.caraway.internal.observation.microprofile.RegistrySink}. Types are public for {@code cdi}; {@code module-info}
 * does not export this package.
 */
package org.caraway.internal.observation.microprofile;
