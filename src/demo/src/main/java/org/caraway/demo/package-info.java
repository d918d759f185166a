/**
 * The demo application: accepts JUnit reports over HTTP and analyses them in the background. Start with
 * {@code ReportResource}; {@code Analysis} has the tasks, {@code Reports} and {@code JunitReport} the domain. Uses the
 * public API of Caraway only.
 */
@NullMarked
package org.caraway.demo;

import org.jspecify.annotations.NullMarked;
