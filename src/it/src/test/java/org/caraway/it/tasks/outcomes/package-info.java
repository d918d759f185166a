/** Outcomes of attempts: success, retry, failure, revocation, time limits. Start with {@code OutcomesIT}. */
@NullMarked
package org.caraway.it.tasks.outcomes;

import org.jspecify.annotations.NullMarked;
