/** What must hold when processes are killed and applications are redeployed. */
@NullMarked
package org.caraway.it.fault;

import org.jspecify.annotations.NullMarked;
