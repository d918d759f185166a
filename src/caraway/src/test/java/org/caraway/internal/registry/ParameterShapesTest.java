package org.caraway.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ParameterShapesTest {

    private record Order(long id, List<Line> lines) {}

    private record Line(String text, @Nullable Order order) {}

    private record OrderOfTheNextRelease(long id, String lines) {}

    @SuppressWarnings("unused") // read by reflection
    private interface Methods {
        void one(long id);

        void sameAsOne(long id);

        void otherType(String id);

        void order(Order order);

        void listOfOrders(List<Order> order);

        void otherOrder(OrderOfTheNextRelease order);
    }

    @Test
    void equalParametersHaveEqualSignatures() {
        assertThat(of("one")).isEqualTo(of("sameAsOne")).matches("[0-9a-f]{32}");
    }

    @Test
    void anotherTypeGivesAnotherSignature() {
        assertThat(of("one")).isNotEqualTo(of("otherType"));
        assertThat(of("order")).isNotEqualTo(of("listOfOrders")).isNotEqualTo(of("otherOrder"));
    }

    @Test
    void aRenamedParameterGivesAnotherSignature() {
        assertThat(ParameterShapes.signature(List.of(new TaskParameter("id", long.class))))
                .isNotEqualTo(ParameterShapes.signature(List.of(new TaskParameter("orderId", long.class))));
    }

    @Test
    void typesThatContainThemselvesAreDescribedOnce() {
        assertThat(of("order")).isEqualTo(of("order"));
    }

    private static String of(String name) {
        Method method = Arrays.stream(Methods.class.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return ParameterShapes.signature(List.of(new TaskParameter("value", method.getGenericParameterTypes()[0])));
    }
}
