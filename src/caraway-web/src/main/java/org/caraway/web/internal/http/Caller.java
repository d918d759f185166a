package org.caraway.web.internal.http;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and as what. Immutable.
 *
 * @param name null for nobody
 * @param roles whether the server gives them a role
 */
public record Caller(@Nullable String name, Predicate<String> roles) {}
