/** Tests of tasks with JUnit 5: {@link org.caraway.testing.TaskTester}. */
@NullMarked
package org.caraway.testing;

import org.jspecify.annotations.NullMarked;
