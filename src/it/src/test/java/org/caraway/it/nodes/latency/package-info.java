/**
 * The time from a commit on one node to the start of the task on another. Start with {@code WakeUpIT}. Uses
 * {@code harness}.
 */
@NullMarked
package org.caraway.it.nodes.latency;

import org.jspecify.annotations.NullMarked;
