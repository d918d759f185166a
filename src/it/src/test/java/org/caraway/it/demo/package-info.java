/**
 * The demo application over HTTP and its launcher, on each database. Start with {@code DemoConformance}. Uses
 * {@code harness}.
 */
@NullMarked
package org.caraway.it.demo;

import org.jspecify.annotations.NullMarked;
