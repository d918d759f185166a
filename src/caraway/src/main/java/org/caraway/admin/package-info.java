/**
 * What operators and their tools see and do: {@link org.caraway.admin.TaskAdmin} and the values that it takes and gives. Imports
 * {@code org.caraway} only.
 */
package org.caraway.admin;
