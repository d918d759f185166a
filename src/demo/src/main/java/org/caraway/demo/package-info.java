/**
 * The demo: takes JUnit reports over HTTP and analyses them in the background. Resources speak HTTP, {@code Reports}
 * and {@code JunitReport} hold the domain, {@code Analysis} the tasks, which stay thin.
 */
@NullMarked
package org.caraway.demo;

import org.jspecify.annotations.NullMarked;
