/**
 * JSON in and out: strict reading of what strangers send, all mistakes at once, and the shapes of what is shown.
 * Imports {@code http}, the API of Caraway and JSON-P.
 */
package org.caraway.web.internal.json;
