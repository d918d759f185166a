package org.caraway.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * How many parameters a constructor may have. Records are values with names for each part, and left out, as are classes
 * that the compiler gives parameters to. Immutable.
 */
final class ConstructorBudget extends ArchCondition<JavaClass> {

    private static final int MOST = 7;

    ConstructorBudget() {
        super("have constructors of at most " + MOST + " parameters");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (type.isRecord() || type.isEnum() || type.isAnonymousClass() || type.isLocalClass()) {
            return;
        }
        int hidden = type.isInnerClass() ? 1 : 0; // the instance around it
        for (JavaConstructor constructor : type.getConstructors()) {
            int parameters = constructor.getRawParameterTypes().size() - hidden;
            if (parameters > MOST && !constructor.getModifiers().contains(JavaModifier.SYNTHETIC)) {
                events.add(SimpleConditionEvent.violated(
                        constructor,
                        constructor.getFullName() + " has " + parameters + " parameters, more than " + MOST
                                + "; group what belongs together in a type of its own"));
            }
        }
    }
}
