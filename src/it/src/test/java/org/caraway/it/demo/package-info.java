/** The demo over HTTP, as its users see it, on each database. */
@NullMarked
package org.caraway.it.demo;

import org.jspecify.annotations.NullMarked;
