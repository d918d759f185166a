package org.caraway.internal.registry;

import java.lang.reflect.Type;

/**
 * One parameter of a task method. Immutable.
 *
 * @param name its name in the source, or {@code arg0} where the class was compiled without {@code -parameters}
 * @param type its generic type
 */
public record TaskParameter(String name, Type type) {}
