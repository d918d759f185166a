/** The gates of this JAR; the rules stand with those of the core. */
package org.caraway.web.architecture;
