package org.caraway.it.harness.clock;

import java.io.File;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Clock;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;

/**
 * Sets the clock of a virtual machine wrong. Its argument is {@code MILLISECONDS;AGENT_JAR;ASM_JAR}. Stateless.
 *
 * <p>Classes are changed as they are loaded; the ones below may have been loaded before. The bytecode library is loaded
 * apart from everything else, so that the server finds its own version of it.
 */
public final class ClockShiftAgent {

    private ClockShiftAgent() {}

    /** Called before {@code main}. */
    public static void premain(String argument, Instrumentation instrumentation)
            throws ReflectiveOperationException, MalformedURLException, UnmodifiableClassException {
        String[] parts = argument.split(";", 3);
        ClassFileTransformer shift = shift(Long.parseLong(parts[0]), parts[1], parts[2]);
        instrumentation.addTransformer(shift, true);
        instrumentation.retransformClasses(
                Clock.class, Clock.systemUTC().getClass(), Date.class, Calendar.class, GregorianCalendar.class);
    }

    private static ClassFileTransformer shift(long millis, String agentJar, String asmJar)
            throws ReflectiveOperationException, MalformedURLException {
        URL[] urls = {
            new File(agentJar).toURI().toURL(), new File(asmJar).toURI().toURL()
        };
        @SuppressWarnings("resource") // needed as long as classes are loaded
        URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
        return (ClassFileTransformer) loader.loadClass("org.caraway.it.harness.clock.ClockShift")
                .getConstructor(long.class)
                .newInstance(millis);
    }
}
