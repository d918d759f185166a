/**
 * Requests, answers, problems and routes as plain values, so that all that is decided is decided without a server.
 * Imports the API of Caraway and JSON-P.
 */
package org.caraway.web.internal.http;
