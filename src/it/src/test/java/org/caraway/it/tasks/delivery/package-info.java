/** Delivery of tasks, and the transactions of their methods. Start with {@code DeliveryIT}. */
@NullMarked
package org.caraway.it.tasks.delivery;

import org.jspecify.annotations.NullMarked;
