/**
 * The console: pages for the browser that use the requests of this interface. Start with
 * {@link org.caraway.web.internal.console.ConsoleFiles}; the pages are among the resources of this package. May use
 * {@code http}.
 */
package org.caraway.web.internal.console;
