package org.caraway.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Runs a test class once on each database, and there once under each isolation level. The class has a constructor that
 * takes a {@link MigratedDatabase}, which is new and has empty tables under the first level, and is dropped after the
 * class:
 *
 * <pre>{@code
 * @EachDatabase
 * class ClaimTest {
 *
 *     private final StoreUnderTest bench;
 *
 *     ClaimTest(MigratedDatabase database) throws SQLException {
 *         bench = new StoreUnderTest(database.dataSource());
 *     }
 * }
 * }</pre>
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@ArgumentsSource(MigratedDatabases.class)
public @interface EachDatabase {

    /** The databases; all by default. */
    TestDatabase[] value() default {TestDatabase.H2, TestDatabase.POSTGRESQL};

    /** The isolation levels of the pool; the usual one by default. */
    Isolation[] isolation() default Isolation.READ_COMMITTED;
}
