/**
 * The API of operators and their tools: {@link org.caraway.admin.TaskAdmin}, {@link org.caraway.admin.TaskFeed}, and
 * the values that they take and return. It may use {@code org.caraway} only. Start with {@link
 * org.caraway.admin.TaskAdmin}.
 */
package org.caraway.admin;
