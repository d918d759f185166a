/**
 * The rules of the task life cycle: which transition follows the outcome of an attempt, and which limits hold. Pure: no server, no
 * database, no clock. Imports {@code org.caraway} and {@code org.caraway.admin} only.
 */
package org.caraway.internal.lifecycle;
