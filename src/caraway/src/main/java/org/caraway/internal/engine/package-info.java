/**
 * Runs tasks. Here are {@link org.caraway.internal.engine.Worker}, one per application, with its life cycle, its
 * assembly and what it tells of itself; each step of its work has a sub-package. From top to bottom: {@code upkeep},
 * {@code slot} and {@code inline}, {@code attempt}, {@code complete}, {@code claim}, then {@code lease}, {@code
 * settings}, {@code signal}, {@code leak} and {@code loop}. A package may use those below it, and {@code store} with
 * what lies below that. The story begins at {@code Worker}.
 */
package org.caraway.internal.engine;
