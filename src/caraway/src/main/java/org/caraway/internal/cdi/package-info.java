/**
 * Joins Caraway to the application: the CDI extension finds the task definitions, reads the configuration, reports every
 * mistake when the application is deployed, adds the beans and starts and stops the runtime. The only package that imports
 * {@code jakarta.enterprise.inject.spi}; it imports all others, and none imports it.
 */
package org.caraway.internal.cdi;
