/**
 * Turns compositions of the application into rows: {@link org.caraway.internal.workflow.WorkflowPlanner} plans a
 * workflow, and checks it. What happens when steps are finished is decided where they are stored, in the package {@code
 * store.workflow}. May use the store and what is below it.
 */
@NullMarked
package org.caraway.internal.workflow;

import org.jspecify.annotations.NullMarked;
