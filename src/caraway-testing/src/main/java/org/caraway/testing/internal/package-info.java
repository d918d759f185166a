/** What stands in for a server. */
@NullMarked
package org.caraway.testing.internal;

import org.jspecify.annotations.NullMarked;
