/**
 * The background jobs for tasks besides running them: rescue, revoke, expire, prune, count. May use all other packages
 * of the engine. Each job is public, because the worker or the runtime of the application starts it; none uses another.
 */
package org.caraway.internal.engine.upkeep;
