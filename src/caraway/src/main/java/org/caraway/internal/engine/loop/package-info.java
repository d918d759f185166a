/**
 * The background loop, which all other packages of the engine run their work in. Uses nothing of the engine. The one
 * type, {@link org.caraway.internal.engine.loop.Loop}, is public, also for the feed.
 */
package org.caraway.internal.engine.loop;
