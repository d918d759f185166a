/**
 * Spans of tasks for OpenTelemetry, which is optional: outside this package only the class that looks up the
 * application's OpenTelemetry uses these classes. The package may use {@code observation}, {@code propagation}, {@code
 * lifecycle} and the packages below. Start with {@link
 * org.caraway.internal.observation.opentelemetry.OpenTelemetryTracing}. Types are public for {@code cdi}; {@code
 * module-info} does not export this package.
 */
package org.caraway.internal.observation.opentelemetry;
