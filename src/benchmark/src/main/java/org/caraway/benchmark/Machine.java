package org.caraway.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What the measurement runs on. Stateless. */
final class Machine {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final long MEBIBYTE = 1 << 20;

    private Machine() {}

    static Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        description.put("processor", processor());
        description.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        description.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        description.put("heap", Runtime.getRuntime().maxMemory() / MEBIBYTE + " MiB");
        return description;
    }

    /** The model of the processor on Linux; elsewhere the architecture. */
    private static String processor() {
        if (Files.isReadable(PROCESSORS)) {
            try (Stream<String> lines = Files.lines(PROCESSORS)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch", "unknown"));
            } catch (IOException unreadable) {
                return System.getProperty("os.arch", "unknown");
            }
        }
        return System.getProperty("os.arch", "unknown");
    }
}
