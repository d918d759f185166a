/**
 * Starts the demo for {@code mvn -Pdemo}; not part of the WAR. Start with {@code DemoCommand}, which runs inside Maven
 * and starts {@code DemoLauncher} in a process of its own that lives long enough to stop the server. Uses the JDK only.
 */
@NullMarked
package org.caraway.demo.launcher;

import org.jspecify.annotations.NullMarked;
