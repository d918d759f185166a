/**
 * JSON input and output: strict parsing of untrusted input, which reports all errors together, and the JSON
 * representation of tasks, queues and workers. Start with {@link org.caraway.web.internal.json.ObjectReader} and
 * {@link org.caraway.web.internal.json.TaskShapes}. May use {@code http}, the API of Caraway and JSON-P.
 */
package org.caraway.web.internal.json;
