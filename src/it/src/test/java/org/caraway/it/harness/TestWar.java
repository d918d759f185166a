package org.caraway.it.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Creates WARs: the given classes with Caraway and the libraries of the demo. Stateless. */
public final class TestWar {

    private static final String BEANS = """
            <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0" bean-discovery-mode="annotated"/>
            """;
    private static final String CONFIGURATION = """
            caraway.datasource=jdbc/caraway
            caraway.schema=migrate
            it.greeting=configured
            """;
    private static final String PERSISTENCE_START = """
            <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
              <persistence-unit name="it" transaction-type="JTA">
                <provider>org.hibernate.jpa.HibernatePersistenceProvider</provider>
                <jta-data-source>jdbc/caraway</jta-data-source>
            """;
    private static final String PERSISTENCE_END = """
                <exclude-unlisted-classes>true</exclude-unlisted-classes>
                <properties>
                  <property name="hibernate.enhancer.enableDirtyTracking" value="false"/>
                  <property name="hibernate.enhancer.enableLazyInitialization" value="false"/>
                  <property name="hibernate.transaction.jta.platform"
                            value="org.hibernate.engine.transaction.jta.platform.internal.SunOneJtaPlatform"/>
                  <property name="hibernate.hbm2ddl.auto" value="update"/>
                </properties>
              </persistence-unit>
            </persistence>
            """;

    private static final List<String> LEAN = List.of("caraway", "flyway", "jspecify");

    private TestWar() {}

    /** A WAR of these classes, with {@code lines} added to its configuration. */
    public static WebArchive of(String name, String lines, Class<?>... classes) {
        Stream<File> forTests = Stream.of("assertj-core.jar", "awaitility.jar", "hamcrest.jar")
                .map(Build::serverFile)
                .map(Path::toFile);
        return archive(name, lines, classes)
                .addAsLibraries(Stream.concat(demoLibraries(library -> true).stream(), forTests)
                        .toArray(File[]::new));
    }

    private static WebArchive archive(String name, String lines, Class<?>... classes) {
        return ShrinkWrap.create(WebArchive.class, name + ".war")
                .addClasses(classes)
                .addAsWebInfResource(new StringAsset(BEANS), "beans.xml")
                .addAsResource(new StringAsset(CONFIGURATION + lines), "META-INF/microprofile-config.properties");
    }

    /** A WAR like {@link #of}, without Hibernate, which takes most of the deployment time. */
    public static WebArchive lean(String name, String lines, Class<?>... classes) {
        return archive(name, lines, classes)
                .addAsLibraries(demoLibraries(TestWar::ownOrFlyway).toArray(File[]::new));
    }

    private static boolean ownOrFlyway(Path library) {
        return LEAN.stream().anyMatch(library.getFileName().toString()::startsWith);
    }

    /** The descriptor of a persistence unit with these entities, for {@code META-INF/persistence.xml}. */
    public static StringAsset persistence(Class<?>... entities) {
        StringBuilder text = new StringBuilder(PERSISTENCE_START);
        for (Class<?> entity : entities) {
            text.append("<class>").append(entity.getName()).append("</class>\n");
        }
        return new StringAsset(text.append(PERSISTENCE_END).toString());
    }

    /** Writes the application where a server process can deploy it from. */
    public static Path write(WebArchive archive) {
        Path file = Build.target().resolve(archive.getName());
        archive.as(ZipExporter.class).exportTo(file.toFile(), true);
        return file;
    }

    private static List<File> demoLibraries(Predicate<Path> wanted) {
        Path demo = Build.target().resolve("demo-war/WEB-INF/lib");
        try (Stream<Path> files = Files.list(demo)) {
            return files.filter(wanted).map(Path::toFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + demo, e);
        }
    }
}
