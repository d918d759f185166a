/**
 * Tasks inside the server: tests and their beans run in the container. Each sub-package is one scenario; this package
 * has the beans that several scenarios use. It uses none of its sub-packages.
 */
@NullMarked
package org.caraway.it.tasks;

import org.jspecify.annotations.NullMarked;
