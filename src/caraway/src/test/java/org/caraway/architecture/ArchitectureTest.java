package org.caraway.architecture;

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
import org.caraway.TaskQueue;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

    private static final JavaClasses CARAWAY = caraway();

    @TestFactory
    Stream<DynamicTest> carawayJarKeepsEveryRule() {
        Map<String, ArchRule> rules = new TreeMap<>(ArchitectureRules.forEveryJar());
        rules.putAll(ArchitectureRules.forTheCore());
        return rules.entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getKey(),
                        () -> rule.getValue().allowEmptyShould(true).check(CARAWAY)));
    }

    @Test
    void theRulesSeeTheClassesThatShip() {
        assertThat(CARAWAY.contain(TaskQueue.class)).isTrue();
        assertThat(CARAWAY.contain(ArchitectureTest.class)).isFalse();
    }

    private static JavaClasses caraway() {
        URL classes = TaskQueue.class.getProtectionDomain().getCodeSource().getLocation();
        return new ClassFileImporter().importLocations(List.of(Location.of(classes)));
    }
}
