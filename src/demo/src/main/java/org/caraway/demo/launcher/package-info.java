/**
 * Starts the demo for {@code mvn -Pdemo}; not part of the WAR. {@code DemoCommand} runs inside Maven and has
 * {@code DemoLauncher} do the work in a process of its own, which outlives Maven long enough to stop the server.
 * Imports the JDK only.
 */
@NullMarked
package org.caraway.demo.launcher;

import org.jspecify.annotations.NullMarked;
