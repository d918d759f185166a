/**
 * Throughput and latency inside a server. {@code mvn -Pspeed verify} runs {@code ServerSpeed}; {@code mvn verify} runs
 * it with few tasks. Uses {@code harness}.
 */
@NullMarked
package org.caraway.it.speed;

import org.jspecify.annotations.NullMarked;
