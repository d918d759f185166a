package org.caraway;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;
import java.io.Serial;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Limits an observer of {@link TaskEvent}s or {@link TaskEnqueueing}s to the tasks of one definition:
 * {@code void onFailure(@Observes @TaskName("Reports.render") TaskEvent.Failed event)}.
 */
@Qualifier
@Documented
@Retention(RUNTIME)
@Target({PARAMETER, FIELD, METHOD, TYPE})
public @interface TaskName {

    /** The exact name of the task definition. An unregistered name is allowed and matches no event. */
    String value();

    /** A {@link TaskName} as an object. Immutable. */
    final class Literal extends AnnotationLiteral<TaskName> implements TaskName {

        @Serial
        private static final long serialVersionUID = 1L;

        private final String value;

        /** For this name. */
        public Literal(String value) {
            this.value = value;
        }

        @Override
        public String value() {
            return value;
        }
    }
}
