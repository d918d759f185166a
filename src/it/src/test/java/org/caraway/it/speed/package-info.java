/** How fast Caraway is inside a server; {@code mvn -Pspeed verify} measures it, {@code mvn verify} does not. */
@NullMarked
package org.caraway.it.speed;

import org.jspecify.annotations.NullMarked;
