/**
 * What stands behind {@link org.caraway.TaskQueue} and {@link org.caraway.TaskHandle}: calls are made and checked, become rows,
 * and are followed until they are over. Imports {@code store} and what lies below it.
 */
package org.caraway.internal.client;
