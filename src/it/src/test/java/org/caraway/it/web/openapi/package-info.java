/**
 * The OpenAPI document, from Caraway and from MicroProfile OpenAPI. Start with {@code OpenApiIT}. Uses {@code harness}
 * and the application of {@code web.rest}.
 */
@NullMarked
package org.caraway.it.web.openapi;

import org.jspecify.annotations.NullMarked;
