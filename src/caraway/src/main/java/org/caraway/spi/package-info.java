/**
 * The interfaces that an application or a plug-in implements to extend Caraway. The package may use {@code org.caraway}
 * only. Start with {@link org.caraway.spi.ContextPropagator}.
 */
package org.caraway.spi;
