package org.caraway.internal.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Statements on one connection. */
@FunctionalInterface
public interface SqlWork<T> {

    T on(Connection connection) throws SQLException;
}
