package org.caraway.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.caraway.TaskCall;
import org.caraway.TaskMethod;
import org.caraway.internal.client.ClientFixture.Base;
import org.caraway.internal.client.ClientFixture.Corner;
import org.caraway.internal.client.ClientFixture.Item;
import org.caraway.internal.client.ClientFixture.Shop;
import org.caraway.internal.client.ClientFixture.Stray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CallTest {

    private final ClientFixture client = new ClientFixture(Duration.ofSeconds(30));
    private final DefaultTaskQueue queue = client.queue;

    @AfterEach
    void close() {
        client.close();
    }

    @Nested
    class AMethodReference {

        @Test
        void namesItsTask() {
            TaskCall<Item> call = queue.call(Shop::order, 42L, "tea");

            assertThat(call.name()).isEqualTo("Shop.order");
            assertThat(call.arguments()).containsExactly(42L, "tea");
            assertThat(queue.call(Shop::clean).name()).isEqualTo("Shop.clean");
            assertThat(queue.call(Shop::count, List.of("a")).name()).isEqualTo("Shop.count");
        }

        @Test
        void namesTheSameTaskEachTimeItIsUsed() {
            for (int i = 0; i < 3; i++) {
                assertThat(queue.call(Shop::order, 1L, "tea").name()).isEqualTo("Shop.order");
            }
        }

        @Test
        void toAnInheritedMethodNamesTheTaskOfTheBeanWrittenThere() {
            assertThat(queue.call(Shop::inherited, "x").name()).isEqualTo("Shop.inherited");
            assertThat(queue.call(Corner::inherited, "x").name()).isEqualTo("Corner.inherited");
        }

        @Test
        void toAMethodOfTwoBeansIsRefused() {
            assertRefused(
                    () -> queue.call(Base::inherited, "x"),
                    Base.class.getName() + "#inherited is annotated with @Task",
                    "through the bean's own class");
        }

        @Test
        void toAnOverloadNamesTheTaskOfThatOverload() {
            TaskMethod.Void1<Shop, Integer> whole = Shop::move;
            TaskMethod.Void1<Shop, Double> real = Shop::move;

            assertThat(queue.callOf(whole, List.of(1)).name()).isEqualTo("Shop.move.int");
            assertThat(queue.callOf(real, List.of(1.0)).name()).isEqualTo("Shop.move.double");
        }

        @Test
        void toAMethodWithoutTheAnnotationIsRefused() {
            assertRefused(
                    () -> queue.call(Shop::unmarked),
                    Shop.class.getName() + "#unmarked()V is no task",
                    "annotate the method with @Task");
        }

        @Test
        void toAClassThatIsNoBeanIsRefused() {
            assertRefused(
                    () -> queue.call(Stray::beanless),
                    Stray.class.getName() + "#beanless is annotated with @Task",
                    "@ApplicationScoped");
        }

        @Test
        void thatIsALambdaIsRefused() {
            TaskMethod.Void0<Shop> lambda = shop -> shop.clean();

            assertRefused(() -> queue.callOf(lambda, List.of()), "A lambda", "such as Reports::render");
        }

        @Test
        void toAStaticMethodIsRefused() {
            TaskMethod.Void0<String> fixed = Shop::fixed;

            assertRefused(() -> queue.callOf(fixed, List.of()), "Shop#fixed is static", "remove static");
        }

        @Test
        void toAConstructorIsRefused() {
            TaskMethod.Value1<String, Integer, Item> constructor = Item::new;

            assertRefused(() -> queue.callOf(constructor, List.of(1)), "A constructor of", "Item is no task");
        }

        @Test
        void thatHoldsAnObjectIsRefused() {
            StringBuilder builder = new StringBuilder();
            TaskMethod.Value0<String, StringBuilder> held = builder::append;

            assertRefused(() -> queue.callOf(held, List.of()), "#append is referred to through an object");
        }

        @Test
        void thatIsAClassOfItsOwnIsRefused() {
            TaskMethod.Void0<Shop> implemented = new Implemented();

            assertRefused(() -> queue.callOf(implemented, List.of()), "Implemented is a class, no method reference");
        }
    }

    @Nested
    class AName {

        @Test
        void thatNobodyHereKnowsMayBeCalled() {
            TaskCall<Object> call = queue.call("other.task", 1, null);

            assertThat(call.arguments()).containsExactly(1, null);
        }

        @Test
        void thatIsKnownHereHasTheNumberOfArgumentsChecked() {
            assertRefused(
                    () -> queue.call("Shop.order", 1L),
                    "Task 'Shop.order' takes 2 arguments [id, name], but was given 1");
        }

        @Test
        void thatIsKnownHereHasTheirTypesChecked() {
            assertRefused(
                    () -> queue.call("Shop.order", "1", "tea"),
                    "Task 'Shop.order' expects long for parameter 1 (id), but was given java.lang.String");
            assertRefused(
                    () -> queue.call("Shop.count", new Object[] {new String[0]}),
                    "expects java.util.List<java.lang.String> for parameter 1 (names), but was given java.lang.String[]");
        }

        @Test
        void takesNoSubclassOfWhichMembersWouldBeLost() {
            assertThat(queue.call("Shop.send", new ClientFixture.Parcel() {}).arguments())
                    .hasSize(1);
            assertRefused(
                    () -> queue.call("Shop.send", new ClientFixture.InsuredParcel()),
                    "Task 'Shop.send' expects org.caraway.internal.client.ClientFixture$Parcel for parameter 1 (parcel), but"
                            + " was given org.caraway.internal.client.ClientFixture$InsuredParcel, whose 'value' would be"
                            + " lost");
        }

        @Test
        void takesNullForAnObjectButNotForAPrimitive() {
            assertThat(queue.call("Shop.order", 1L, null).arguments()).containsExactly(1L, null);
            assertRefused(() -> queue.call("Shop.order", null, "tea"), "parameter 1 (id), but was given null");
        }

        @Test
        void takesNarrowerNumbersWhereTheLanguageWould() {
            queue.enqueue(queue.call("Shop.order", 1, "tea"));
            queue.enqueue(queue.call("Shop.move.double", 'a'));
            queue.enqueue(queue.call("Shop.letters", 'a', (byte) 2, 3L));

            assertThat(client.store.inserts.stream().map(tasks -> tasks.get(0).arguments()))
                    .containsExactly("[1,\"tea\"]", "[97.0]", "[\"a\",2,3.0]");
        }

        @Test
        void takesNoWiderNumber() {
            for (Object wider : Arrays.<Object>asList(1L, 1.0, 1f)) {
                assertRefused(() -> queue.call("Shop.move.int", wider), "expects int for parameter 1 (distance)");
            }
            assertRefused(() -> queue.call("Shop.letters", 1, (short) 2, 3f), "expects char for parameter 1 (letter)");
            assertRefused(() -> queue.call("Shop.letters", 'a', 'b', 3f), "expects short for parameter 2 (number)");
        }
    }

    private static void assertRefused(ThrowingCallable call, String... messages) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(messages);
    }

    private static final class Implemented implements TaskMethod.Void0<Shop> {
        private static final long serialVersionUID = 1L;

        @Override
        public void call(Shop bean) {}
    }
}
