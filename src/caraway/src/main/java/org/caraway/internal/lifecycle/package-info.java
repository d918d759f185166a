/**
 * The pure rules of a task's life: what follows the outcome of an attempt. Knows no server, no database and no clock;
 * imports {@code org.caraway} only.
 */
package org.caraway.internal.lifecycle;
