/**
 * Submission of tasks from untrusted input. Start with {@link org.caraway.web.internal.submit.Submissions}. May use
 * {@code json} and {@code http}.
 */
package org.caraway.web.internal.submit;
