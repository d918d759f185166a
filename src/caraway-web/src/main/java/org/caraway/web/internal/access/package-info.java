/**
 * Access control: permissions of roles and allowed origins. Every request is checked here and nowhere else. Start with
 * {@link org.caraway.web.internal.access.Access}. May use {@code http}.
 */
package org.caraway.web.internal.access;
