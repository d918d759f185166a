/**
 * The connections on which clients follow tasks, by the Servlet API's non-blocking writing: no client has a thread.
 * Opens nothing by itself. Imports {@code live} and {@code jakarta.servlet}.
 */
package org.caraway.web.internal.stream;
