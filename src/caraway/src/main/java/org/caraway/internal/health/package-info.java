/**
 * Whether this node can do its work, and whether a restart would help it. What names MicroProfile Health, which need not be there, is
 * loaded only if it is. Imports {@code engine}, {@code store} and what lies below.
 */
package org.caraway.internal.health;
