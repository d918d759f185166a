/**
 * What an application lets travel from a caller to a task: {@code ContextPropagator} beans, {@code @Propagated} beans,
 * and the caller's name. It uses {@code config}, {@code plugin} and {@code scope}. The story begins in
 * {@code PropagatorCollector}.
 */
package org.caraway.internal.cdi.propagation;
