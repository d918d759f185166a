/** Unique keys and expiry on two servers. Start with {@code UniqueKeyIT}. Uses {@code harness}. */
@NullMarked
package org.caraway.it.nodes.uniquekey;

import org.jspecify.annotations.NullMarked;
