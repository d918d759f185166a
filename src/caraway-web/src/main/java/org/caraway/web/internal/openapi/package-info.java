/**
 * Describes all requests as OpenAPI 3.0: {@code requests.json} has what is the same in each application, word for word,
 * and {@link org.caraway.web.internal.openapi.OpenApiDocument} adds its tasks and what holds for every request. Imports
 * {@code http}.
 */
package org.caraway.web.internal.openapi;
