/**
 * The task that reports the end of other tasks to an address outside: by signed messages, to allowed hosts only. Built
 * on the API as an application could have built it.
 */
@NullMarked
package org.caraway.internal.webhook;

import org.jspecify.annotations.NullMarked;
