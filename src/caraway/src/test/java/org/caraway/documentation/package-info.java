/**
 * The documentation, held against itself and the code: links lead somewhere, every page can be reached, settings are
 * complete, snippets compile and run. The tests find new pages and snippets by themselves.
 */
@NullMarked
package org.caraway.documentation;

import org.jspecify.annotations.NullMarked;
