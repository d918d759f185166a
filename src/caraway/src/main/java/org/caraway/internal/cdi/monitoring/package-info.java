/**
 * What the server's monitoring learns of Caraway: MicroProfile Health and Metrics, OpenTelemetry traces, and logs. A
 * class that mentions an optional API is loaded only where {@code OptionalApi} has found that API. It uses
 * {@code config} only. The story begins in {@code Monitoring} for a node, and in {@code ApplicationMetrics} and
 * {@code ApplicationTracing} for an application.
 */
package org.caraway.internal.cdi.monitoring;
