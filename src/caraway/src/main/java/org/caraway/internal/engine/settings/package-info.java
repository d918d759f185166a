/**
 * The settings that are in force, and their reading while the worker runs. May use {@code loop}. Public are {@link
 * org.caraway.internal.engine.settings.EffectiveSettings}, which claims and attempts read, and the watcher, which the
 * worker starts.
 */
package org.caraway.internal.engine.settings;
