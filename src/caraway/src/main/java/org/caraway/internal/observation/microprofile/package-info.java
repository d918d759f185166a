/**
 * Metrics by MicroProfile Metrics, which need not be there: nothing outside of this package names its classes but the one that looks
 * the application's registry up. Imports {@code observation.metrics}.
 */
package org.caraway.internal.observation.microprofile;
