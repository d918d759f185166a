/**
 * Task definitions: finds the {@code @Task} methods of the beans, checks them, reads their settings, and calls them
 * when a task runs. It uses {@code config} and {@code plugin}. The story begins in {@code TaskDefinitionCollector}.
 */
package org.caraway.internal.cdi.definition;
