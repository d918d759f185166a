/** Who may do what, and from where: the one place that decides it. Imports {@code http}. */
package org.caraway.web.internal.access;
