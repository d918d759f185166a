package org.caraway.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.caraway.it.harness.clock.ClockShift;
import org.caraway.it.harness.clock.ClockShiftAgent;
import org.objectweb.asm.ClassReader;

/** Packs {@link ClockShiftAgent} for a server process. Stateless. */
public final class WrongClock {

    private WrongClock() {}

    /** The option for a virtual machine whose clock is ahead by {@code shift}, or behind if that is negative. */
    public static String option(Duration shift) {
        Path agent = Build.target().resolve("clock-shift-agent.jar");
        try {
            pack(agent);
            Path asm = Path.of(ClassReader.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return "-javaagent:" + agent + "=" + shift.toMillis() + ";" + agent + ";" + asm;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + agent, e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The bytecode library is not a file", e);
        }
    }

    private static void pack(Path agent) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", ClockShiftAgent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        try (OutputStream file = Files.newOutputStream(agent);
                JarOutputStream jar = new JarOutputStream(file, manifest)) {
            add(jar, ClockShiftAgent.class.getName());
            add(jar, ClockShift.class.getName());
            for (String inner : new String[] {"Shifting", "AfterTheCall", "AtTheEnd"}) {
                add(jar, ClockShift.class.getName() + "$" + inner);
            }
        }
    }

    private static void add(JarOutputStream jar, String name) throws IOException {
        String entry = name.replace('.', '/') + ".class";
        jar.putNextEntry(new JarEntry(entry));
        try (InputStream bytes =
                Objects.requireNonNull(WrongClock.class.getClassLoader().getResourceAsStream(entry), entry)) {
            bytes.transferTo(jar);
        }
    }
}
