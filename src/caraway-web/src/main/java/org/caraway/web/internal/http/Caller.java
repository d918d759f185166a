package org.caraway.web.internal.http;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The caller of a request, with roles. Immutable.
 *
 * @param name null without authentication
 * @param roles whether the caller has a role
 */
public record Caller(@Nullable String name, Predicate<String> roles) {}
