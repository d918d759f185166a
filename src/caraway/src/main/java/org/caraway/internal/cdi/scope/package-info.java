/**
 * The contexts and the beans of one attempt: the task scope, the request context, the copy of the caller's session, and
 * the injectable task context and entity manager. It uses {@code config} only. The story begins in
 * {@code CdiAttemptScope}, which opens and closes the contexts.
 */
package org.caraway.internal.cdi.scope;
