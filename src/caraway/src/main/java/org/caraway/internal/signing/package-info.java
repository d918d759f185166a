/**
 * Keys that servers share with others, and the signed URLs of signals. Knows no database and no container; may use
 * {@code lifecycle} and the API.
 */
@NullMarked
package org.caraway.internal.signing;

import org.jspecify.annotations.NullMarked;
