/**
 * What operators change: tasks one by one and in bulk, queues, definitions. Imports {@code read}, {@code json} and
 * {@code http}.
 */
package org.caraway.web.internal.operate;
