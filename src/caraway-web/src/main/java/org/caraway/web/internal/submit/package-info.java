/** Enqueues what strangers send. Imports {@code json} and {@code http}. */
package org.caraway.web.internal.submit;
