/** Enqueueing after the end of a transaction, and in one older than Caraway. Start with {@code TransactionEdgesIT}. */
@NullMarked
package org.caraway.it.tasks.transactions;

import org.jspecify.annotations.NullMarked;
