/** CDI events about tasks. Start with {@code EventsIT}. */
@NullMarked
package org.caraway.it.tasks.events;

import org.jspecify.annotations.NullMarked;
