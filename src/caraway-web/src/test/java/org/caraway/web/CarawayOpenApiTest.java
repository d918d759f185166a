package org.caraway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CarawayOpenApiTest {

    private final OpenAPI description = OASFactory.createOpenAPI();

    static List<Throwable> failures() {
        return List.of(
                new IllegalStateException("There is no CDI container yet"),
                new ClassCastException("A schema of MicroProfile OpenAPI 4 has several types"),
                new NoSuchMethodError("setNullable"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theApplicationIsDescribedWhatEverFails(Throwable failure) {
        CarawayOpenApi.add(description, () -> {
            throw sneaky(failure);
        });

        assertThat(description.getPaths()).isNull();
    }

    @Test
    void nothingIsAddedWhereNothingIsOpen() {
        CarawayOpenApi.add(description, ResourcePaths::new);

        assertThat(description.getPaths()).isNull();
        assertThat(description.getTags()).isNull();
    }

    private static RuntimeException sneaky(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }
}
