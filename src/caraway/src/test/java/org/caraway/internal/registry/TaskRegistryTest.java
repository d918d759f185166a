package org.caraway.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.caraway.CarawayException;
import org.caraway.Task;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TaskRegistryTest {

    @Test
    void aDefinitionIsFoundByItsName() {
        TaskRegistry registry = TestDefinitions.registryOf(Plain.class);

        assertThat(registry.names()).containsExactlyInAnyOrder("Plain.run", "long-run");
        assertThat(registry.find("long-run"))
                .get()
                .extracting(TaskDefinition::where)
                .isEqualTo(Plain.class.getName() + "#run");
        assertThat(registry.find("unknown")).isEmpty();
    }

    @Test
    void twoDefinitionsOfOneNameAreRefusedNamingBoth() {
        List<TaskDefinition> twice = List.of(
                TestDefinitions.of(Plain.class).get(0),
                TestDefinitions.of(Plain.class).get(0));

        assertThatThrownBy(() -> new TaskRegistry(twice))
                .isInstanceOf(CarawayException.class)
                .hasMessageContaining("Plain#run and ")
                .hasMessageContaining("@Task(name)");
    }

    @Nested
    class AMethod {

        @Test
        void isFoundByItsDescriptorAmongOverloads() {
            TaskRegistry registry = TestDefinitions.registryOf(Plain.class);

            assertThat(nameOf(registry, Plain.class, "run", "(I)V")).contains("Plain.run");
            assertThat(nameOf(registry, Plain.class, "run", "(J)V")).contains("long-run");
            assertThat(nameOf(registry, Plain.class, "run", "(D)V")).isEmpty();
        }

        @Test
        void thatIsInheritedBelongsToTheBeanOfTheReceiver() {
            TaskRegistry registry = TestDefinitions.registryOf(First.class, Second.class);

            assertThat(nameOf(registry, First.class, "work", "()V")).contains("First.work");
            assertThat(nameOf(registry, Second.class, "work", "()V")).contains("Second.work");
        }

        @Test
        void ofASharedSuperclassIsAmbiguous() {
            TaskRegistry registry = TestDefinitions.registryOf(First.class, Second.class);

            assertThat(registry.find(Shared.class, "work", "()V")).isEmpty();
        }

        @Test
        void ofASuperclassWithOneBeanBelowBelongsToThatBean() {
            TaskRegistry registry = TestDefinitions.registryOf(First.class);

            assertThat(nameOf(registry, Shared.class, "work", "()V")).contains("First.work");
        }

        @Test
        void thatAnInterfaceProvidesIsFoundThroughClassAndInterface() {
            TaskRegistry registry = TestDefinitions.registryOf(Provided.class);

            assertThat(nameOf(registry, Provided.class, "work", "()V")).contains("Provided.work");
            assertThat(nameOf(registry, Provider.class, "work", "()V")).contains("Provided.work");
        }

        @Test
        void isFoundThroughTheBridgeOfAGenericSupertype() {
            TaskRegistry registry = TestDefinitions.registryOf(Texts.class);

            assertThat(nameOf(registry, Texts.class, "take", "(Ljava/lang/String;)V"))
                    .contains("Texts.take");
            assertThat(nameOf(registry, Taker.class, "take", "(Ljava/lang/Object;)V"))
                    .contains("Texts.take");
        }

        @Test
        void isFoundThroughASubclassThatDoesNotOverrideIt() {
            TaskRegistry registry = TestDefinitions.registryOf(First.class);

            assertThat(nameOf(registry, Below.class, "work", "()V")).contains("First.work");
        }

        @Test
        void isNotTheOneThatASubclassPutInItsPlace() {
            TaskRegistry registry = TestDefinitions.registryOf(First.class);

            assertThat(registry.find(Overriding.class, "work", "()V")).isEmpty();
        }

        @Test
        void ofABeanGivenAsItsProxyClassIsFoundThroughTheClassItself() {
            TaskDefinition real = TestDefinitions.of(First.class).get(0);
            TaskRegistry registry = new TaskRegistry(List.of(new TaskDefinition(
                    real.name(),
                    Below.class,
                    real.method(),
                    real.parameters(),
                    real.resultType(),
                    real.settings(),
                    false,
                    real.invoker())));

            assertThat(nameOf(registry, First.class, "work", "()V")).contains("First.work");
        }

        private static Optional<String> nameOf(
                TaskRegistry registry, Class<?> receiver, String name, String descriptor) {
            return registry.find(receiver, name, descriptor).map(TaskDefinition::name);
        }
    }

    static class Plain {
        @Task
        void run(int number) {}

        @Task(name = "long-run")
        void run(long number) {}
    }

    static class Shared {
        @Task
        void work() {}
    }

    static class First extends Shared {}

    static class Second extends Shared {}

    static class Below extends First {}

    static class Overriding extends First {
        @Override
        void work() {}
    }

    interface Provider {
        @Task
        default void work() {}
    }

    static class Provided implements Provider {}

    interface Taker<T> {
        void take(T value);
    }

    static class Texts implements Taker<String> {
        @Task
        @Override
        public void take(String value) {}
    }
}
