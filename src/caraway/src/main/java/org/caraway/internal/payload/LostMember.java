package org.caraway.internal.payload;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a subclass has beside the class by whose members it would be written and read. Stateless. */
public final class LostMember {

    private LostMember() {}

    /** The first member of the value that its declared class has not; none where something else decides the form. */
    public static Optional<String> of(Object value, Class<?> declared) {
        if (value.getClass() == declared
                || declared.isInterface()
                || declared == Object.class
                || Portability.isKnown(declared)
                || TypeInspection.hasItsOwnForm(declared)) {
            return Optional.empty();
        }
        Set<String> known =
                WrittenMember.of(declared).stream().map(WrittenMember::name).collect(Collectors.toSet());
        return WrittenMember.of(value.getClass()).stream()
                .map(WrittenMember::name)
                .filter(name -> !known.contains(name))
                .findFirst();
    }
}
