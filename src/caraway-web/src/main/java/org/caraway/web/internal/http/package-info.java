/**
 * Requests, answers, problems and routes as plain values, so that all decisions can be tested without a server. Start
 * with {@link org.caraway.web.internal.http.Router}. May use the API of Caraway and JSON-P.
 */
package org.caraway.web.internal.http;
