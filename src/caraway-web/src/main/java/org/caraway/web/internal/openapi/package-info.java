/**
 * Describes all requests as OpenAPI 3.0: {@code requests.json} has the parts that are the same in every application,
 * and {@link org.caraway.web.internal.openapi.OpenApiDocument} adds the tasks of the application and the responses that
 * all requests share. May use {@code http}.
 */
package org.caraway.web.internal.openapi;
