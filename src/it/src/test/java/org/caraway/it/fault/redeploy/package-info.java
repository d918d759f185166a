/**
 * Repeated redeployment without leaked threads or class loaders. Start with {@code RedeployIT}. Uses {@code harness}.
 */
@NullMarked
package org.caraway.it.fault.redeploy;

import org.jspecify.annotations.NullMarked;
