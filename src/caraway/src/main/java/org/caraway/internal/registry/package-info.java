/**
 * The task definitions of this application, by name and by method. Imports {@code org.caraway} and {@code lifecycle}; how
 * definitions are found is the business of {@code cdi}.
 */
package org.caraway.internal.registry;
