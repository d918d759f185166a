/**
 * CDI events: publishes each step of a task to the application's observers. It uses no other sub-package of
 * {@code cdi}. The story begins in {@code CdiEventPublisher}.
 */
package org.caraway.internal.cdi.event;
