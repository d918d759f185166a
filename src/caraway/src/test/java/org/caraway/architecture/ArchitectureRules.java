package org.caraway.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import javax.sql.DataSource;

/**
 * What holds for the classes of Caraway's published JARs. {@link #forEveryJar()} and {@link #forTheWebJar()} suit any
 * module; {@link #forTheCore()} is about {@code caraway.jar}. Immutable.
 */
public final class ArchitectureRules {

    static final ArchRule DIRECTION = classes()
            .should(PackageDirection.ofTheCore())
            .because("a package that uses only what stands below it can be read, tested and changed without the rest");

    static final ArchRule WEB_DIRECTION = classes()
            .should(PackageDirection.ofTheWeb())
            .because("a package that uses only what stands below it can be read, tested and changed without the rest");

    static final ArchRule HTTP_API_AT_THE_DOOR = noClasses()
            .that()
            .resideInAPackage("org.caraway.web.internal..")
            .and()
            .resideOutsideOfPackage("org.caraway.web.internal.stream..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet..", "jakarta.websocket..")
            .because(
                    "what is decided about a request is decided, and tested, without a server; only connections that stay"
                            + " open are written to as the Servlet API has it");

    static final ArchRule NO_CYCLES = slices().assignedFrom(new EachPackage())
            .should()
            .beFreeOfCycles()
            .because("packages in a cycle are one package in disguise");

    static final ArchRule SQL_IN_STORE = noClasses()
            .that()
            .resideOutsideOfPackages("org.caraway.internal.store..", "org.caraway.internal.cdi..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..")
            .because("one package speaks to the database, so that one conformance suite can hold every database to it");

    static final ArchRule DATA_SOURCE_IN_CDI = noClasses()
            .that()
            .resideInAPackage("org.caraway.internal.cdi..")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("java.sql..", "javax.sql..").and(not(equivalentTo(DataSource.class))))
            .orShould()
            .accessTargetWhere(targetOwner(equivalentTo(DataSource.class)))
            .because("the extension looks the data source up and hands it to the store, nothing more");

    static final ArchRule EXTENSION_SPI_IN_CDI = noClasses()
            .that()
            .resideOutsideOfPackage("org.caraway.internal.cdi..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.enterprise.inject.spi..")
            .because("engine, client and store also run without a container, in tests and benchmarks");

    static final ArchRule PURE_LIFECYCLE = noClasses()
            .that()
            .resideInAPackage("org.caraway.internal.lifecycle..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "java.sql..", "javax..")
            .because("what follows an attempt's outcome is a pure rule and is tested as one");

    static final ArchRule NO_ENDPOINTS = noClasses()
            .that()
            .resideOutsideOfPackage("org.caraway.internal.cdi.web")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet..", "jakarta.websocket..")
            .because("caraway.jar opens nothing to the network; where there are servlets, it only hears of an"
                    + " application's start, and asks who calls");

    static final ArchRule OPTIONAL_OPEN_TELEMETRY = noClasses()
            .that()
            .resideOutsideOfPackage("org.caraway.internal.observation.opentelemetry..")
            .and()
            .doNotHaveFullyQualifiedName("org.caraway.internal.cdi.monitoring.OpenTelemetryBean")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..")
            .because("OpenTelemetry may be absent; a class that names it is loaded only where it is not");

    static final ArchRule NOTHING_OPENS_BY_ITSELF = noClasses()
            .should()
            .beAnnotatedWith("jakarta.ws.rs.ApplicationPath")
            .orShould()
            .beAnnotatedWith("jakarta.ws.rs.Path")
            .orShould()
            .beAnnotatedWith("jakarta.ws.rs.ext.Provider")
            .orShould()
            .beAnnotatedWith("jakarta.websocket.server.ServerEndpoint")
            .orShould()
            .beAnnotatedWith("jakarta.servlet.annotation.WebServlet")
            .orShould()
            .beAnnotatedWith("jakarta.servlet.annotation.WebFilter")
            .orShould()
            .beAnnotatedWith("jakarta.servlet.annotation.WebListener")
            .because(
                    "servers open such classes as soon as the JAR lies in WEB-INF/lib; only the application may open one");

    static final ArchRule WEB_USES_EXPORTED_PACKAGES = noClasses()
            .that()
            .resideInAPackage("org.caraway.web..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.caraway.internal..")
            .because("what caraway-web needs, any other front end needs too: it belongs into the API");

    static final ArchRule NO_UNMANAGED_THREADS = noClasses()
            .should()
            .accessTargetWhere(new StartsUnmanagedThread())
            .because(
                    "a thread that the server does not know has no class loader, naming or stop; use the managed executors");

    static final ArchRule NO_SLEEPING = noClasses()
            .should()
            .accessTargetWhere(method("sleep", Thread.class, java.util.concurrent.TimeUnit.class))
            .because("a sleeping loop can neither be woken nor stopped; wait on a condition with a bound");

    static final ArchRule NO_LOOKED_UP_RANDOM = noClasses()
            .should()
            .accessTargetWhere(method("getDefault", RandomGenerator.class, RandomGeneratorFactory.class)
                    .or(method("of", RandomGenerator.class, RandomGeneratorFactory.class)))
            .because("generators are services, which the class loaders of some servers do not find; use"
                    + " ThreadLocalRandom, which every JVM has");

    static final ArchRule NO_STANDARD_STREAMS = noClasses()
            .should(ACCESS_STANDARD_STREAMS)
            .because("what is said on the console has no level, no name and no reader");

    static final ArchRule ONE_LOGGING_API = noClasses()
            .that()
            .resideOutsideOfPackage("org.caraway.internal.logging")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.util.logging..", "org.slf4j..", "org.apache.logging..", "org.apache.commons.logging..")
            .because(
                    "System.Logger reaches whatever the server logs with; what is read from a library is read in one place");

    static final ArchRule NO_STATIC_VARIABLES = fields().that()
            .areStatic()
            .should()
            .beFinal()
            .because("static state outlives a redeployment and is shared by applications");

    static final ArchRule NO_STATIC_STATE = noFields()
            .that()
            .areStatic()
            .and()
            .areNotDeclaredIn("org.caraway.internal.propagation.CurrentTask")
            .should()
            .haveRawType(new HoldsState())
            .because("a final field with changing content is static state as well; only CurrentTask needs one");

    static final ArchRule TELLING_NAMES = noClasses()
            .should()
            .haveNameMatching(".*[.$](\\w*(Impl|Manager|Helper|Helpers|Util|Utils)|(Abstract|Base)[A-Z]\\w*)")
            .because("a class is named by what it is");

    static final ArchRule SHORT_CONSTRUCTORS = classes()
            .should(new ConstructorBudget())
            .because("a class that needs more collaborators does more than one thing");

    private ArchitectureRules() {}

    /** The rules for any published JAR. */
    public static Map<String, ArchRule> forEveryJar() {
        return Map.of(
                "no package cycles", NO_CYCLES,
                "no unmanaged threads", NO_UNMANAGED_THREADS,
                "no sleeping", NO_SLEEPING,
                "no looked-up random", NO_LOOKED_UP_RANDOM,
                "no standard streams", NO_STANDARD_STREAMS,
                "one logging API", ONE_LOGGING_API,
                "no static variables", NO_STATIC_VARIABLES,
                "no static state", NO_STATIC_STATE,
                "telling names", TELLING_NAMES,
                "short constructors", SHORT_CONSTRUCTORS);
    }

    /** The rules for {@code caraway.jar} alone. */
    public static Map<String, ArchRule> forTheCore() {
        return Map.of(
                "package direction", DIRECTION,
                "java.sql in store only", SQL_IN_STORE,
                "DataSource in cdi only", DATA_SOURCE_IN_CDI,
                "extension SPI in cdi only", EXTENSION_SPI_IN_CDI,
                "pure lifecycle", PURE_LIFECYCLE,
                "no endpoints", NO_ENDPOINTS,
                "OpenTelemetry is optional", OPTIONAL_OPEN_TELEMETRY);
    }

    /** The rules for {@code caraway-web.jar} alone. */
    public static Map<String, ArchRule> forTheWebJar() {
        return Map.of(
                "package direction", WEB_DIRECTION,
                "JAX-RS at the door only", HTTP_API_AT_THE_DOOR,
                "nothing opens by itself", NOTHING_OPENS_BY_ITSELF,
                "web uses exported packages", WEB_USES_EXPORTED_PACKAGES);
    }

    private static DescribedPredicate<JavaAccess<?>> method(String name, Class<?>... owners) {
        List<Class<?>> types = List.of(owners);
        return DescribedPredicate.describe(
                "the target is " + name + " of " + types,
                access -> access.getTarget().getName().equals(name)
                        && types.stream()
                                .anyMatch(type -> access.getTargetOwner().isEquivalentTo(type)));
    }

    /** Each package is a slice, the root package too. */
    private static final class EachPackage implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "each package";
        }
    }

    /** Whether a constant of this type can change. */
    private static final class HoldsState extends DescribedPredicate<JavaClass> {

        private static final DescribedPredicate<JavaClass> CHANGING = assignableTo(ThreadLocal.class)
                .or(assignableTo(java.util.concurrent.ConcurrentMap.class))
                .or(resideInAPackage("java.util.concurrent.."));

        HoldsState() {
            super("a type that holds state");
        }

        @Override
        public boolean test(JavaClass type) {
            return CHANGING.test(type) && !type.isEnum();
        }
    }
}
