/** Values of an HTTP session that its tasks receive. Start with {@code SessionPropagationIT}. */
@NullMarked
package org.caraway.it.tasks.session;

import org.jspecify.annotations.NullMarked;
