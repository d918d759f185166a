package org.caraway.benchmark.contender;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Which versions of the contenders are on the class path. Stateless. */
final class Versions {

    private Versions() {}

    /** The version in the manifest of a class's JAR; empty if there is none. */
    static String of(Class<?> type) {
        @Nullable String version = type.getPackage().getImplementationVersion();
        return version == null ? "" : version;
    }

    /** The version that Maven wrote into an artifact whose manifest has none; empty if it did not. */
    static String of(String group, String artifact) {
        String path = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (InputStream file = Versions.class.getResourceAsStream(path)) {
            if (file == null) {
                return "";
            }
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version", "");
        } catch (IOException failure) {
            throw new UncheckedIOException(path + " could not be read", failure);
        }
    }
}
