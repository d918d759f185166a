/** Log context of an attempt, and log lines stored with its task. Start with {@code LogIT}. */
@NullMarked
package org.caraway.it.tasks.logging;

import org.jspecify.annotations.NullMarked;
