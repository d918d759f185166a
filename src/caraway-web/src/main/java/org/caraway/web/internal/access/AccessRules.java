package org.caraway.web.internal.access;

/**
 * All that decides whether a request is allowed. Immutable.
 *
 * @param permissions the permissions of roles
 * @param origins the origins whose pages may send requests
 * @param anyQueue whether submitters may name queues that nothing serves or names
 * @param challenge the value of {@code WWW-Authenticate} for a caller without a login
 */
public record AccessRules(Access permissions, Origins origins, boolean anyQueue, String challenge) {}
