/**
 * Tasks as spans of OpenTelemetry, which need not be there: nothing outside of this package names its classes but the one that
 * looks the application's up. Imports {@code observation}, {@code propagation}, {@code lifecycle} and what lies below.
 */
package org.caraway.internal.observation.opentelemetry;
