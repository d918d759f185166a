/**
 * What an application or a plug-in implements to extend Caraway. Imports {@code org.caraway} only.
 */
package org.caraway.spi;
