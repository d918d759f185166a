/**
 * Live updates through server-sent events and WebSockets. Start with {@code LiveIT}. Uses {@code harness} and the
 * resources of {@code web.rest}.
 */
@NullMarked
package org.caraway.it.web.live;

import org.jspecify.annotations.NullMarked;
