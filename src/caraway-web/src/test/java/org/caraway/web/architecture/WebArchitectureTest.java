package org.caraway.web.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.caraway.architecture.ArchitectureRules;
import org.caraway.web.CarawayResource;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class WebArchitectureTest {

    private static final JavaClasses WEB = web();

    @TestFactory
    Stream<DynamicTest> carawayWebJarKeepsEveryRule() {
        Map<String, ArchRule> rules = new TreeMap<>(ArchitectureRules.forEveryJar());
        rules.putAll(ArchitectureRules.forTheWebJar());
        return rules.entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getKey(),
                        () -> rule.getValue().allowEmptyShould(true).check(WEB)));
    }

    @Test
    void theRulesSeeTheClassesThatShip() {
        assertThat(WEB.contain(CarawayResource.class)).isTrue();
        assertThat(WEB.contain(WebArchitectureTest.class)).isFalse();
    }

    private static JavaClasses web() {
        URL classes =
                CarawayResource.class.getProtectionDomain().getCodeSource().getLocation();
        return new ClassFileImporter().importLocations(List.of(Location.of(classes)));
    }
}
