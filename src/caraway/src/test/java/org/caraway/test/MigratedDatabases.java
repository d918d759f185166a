package org.caraway.test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Opens the databases of a class with {@link EachDatabase}, each when its turn comes. JUnit closes them. */
final class MigratedDatabases implements ArgumentsProvider, AnnotationConsumer<EachDatabase> {

    private List<TestDatabase> databases = List.of();
    private List<Isolation> levels = List.of();

    @Override
    public void accept(EachDatabase annotation) {
        databases = List.copyOf(Arrays.asList(annotation.value()));
        levels = List.copyOf(Arrays.asList(annotation.isolation()));
    }

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return databases.stream().flatMap(this::levels).map(Arguments::of);
    }

    /** One database for all levels, each when its turn comes; the last one drops it. */
    private Stream<MigratedDatabase> levels(TestDatabase database) {
        MigratedDatabase opened = open(database);
        int last = levels.size() - 1;
        return IntStream.rangeClosed(0, last)
                .mapToObj(each -> (each == last ? opened : opened.shared()).with(levels.get(each)));
    }

    /** Tests of one database alone are about its sessions; others need not pay for a new one in each transaction. */
    private MigratedDatabase open(TestDatabase database) {
        return databases.size() == 1 ? database.open() : database.open().pooled();
    }
}
