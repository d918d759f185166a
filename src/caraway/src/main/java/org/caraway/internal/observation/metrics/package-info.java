/**
 * Tasks, queues and workers in numbers, for whatever collects them. What is collected by is an interface here, so that nothing of this
 * package needs a library. Imports {@code observation} and what lies below.
 */
package org.caraway.internal.observation.metrics;
