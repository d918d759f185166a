package org.caraway.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Runs a test class on PostgreSQL alone; otherwise as {@link EachDatabase}. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EachDatabase(TestDatabase.POSTGRESQL)
public @interface PostgresOnly {}
