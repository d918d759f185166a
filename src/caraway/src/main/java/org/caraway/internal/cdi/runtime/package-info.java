/**
 * The running Caraway of one application: looks up what the server provides, wires queue, worker, admin and feed, and
 * starts and stops them in order. It uses {@code config} and {@code monitoring}. The story begins in {@code Lifecycle},
 * which calls {@code CarawayRuntime}.
 */
package org.caraway.internal.cdi.runtime;
