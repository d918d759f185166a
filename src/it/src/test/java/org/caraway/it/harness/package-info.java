/** What the tests need around them: server processes, databases, applications to deploy. */
@NullMarked
package org.caraway.it.harness;

import org.jspecify.annotations.NullMarked;
