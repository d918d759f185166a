/**
 * What application code imports: the {@link org.caraway.Task} annotation, the {@link org.caraway.TaskQueue} to enqueue
 * calls, the {@link org.caraway.TaskHandle} to follow them and the {@link org.caraway.TaskContext} of the running
 * attempt. It uses no other package of Caraway. Start with {@link org.caraway.TaskQueue}.
 */
package org.caraway;
