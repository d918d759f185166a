package org.caraway.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChoiceTest {

    private final Map<String, List<String>> groups = new LinkedHashMap<>();

    @BeforeEach
    void twoGroups() {
        groups.put("usual", List.of("drain", "enqueue"));
        groups.put("large", List.of("heap"));
    }

    private List<String> chosen(String... names) {
        return new Choice<>("scenario", groups, name -> name).of(List.of(names));
    }

    @Test
    void namesAndGroupsAreTakenInTheirOrderAndOnce() {
        assertThat(chosen("heap", "usual", "drain")).containsExactly("heap", "drain", "enqueue");
    }

    @Test
    void allAreTheMembersOfAllGroups() {
        assertThat(chosen("all")).containsExactly("drain", "enqueue", "heap");
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThatExist() {
        assertThatThrownBy(() -> chosen("drian"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no scenario 'drian'; use all, usual, large, drain, enqueue, heap");
    }
}
