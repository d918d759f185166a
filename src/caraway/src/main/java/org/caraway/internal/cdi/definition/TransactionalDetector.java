package org.caraway.internal.cdi.definition;

import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.transaction.Transactional;
import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Detects the task methods that join a transaction that Caraway opens. Confined to the deploying thread. */
final class TransactionalDetector {

    private final BeanManager beans;

    TransactionalDetector(BeanManager beans) {
        this.beans = beans;
    }

    /**
     * Whether the method would join the caller's transaction: {@link Transactional} of type REQUIRED or MANDATORY on
     * the method, otherwise on its class, directly or through a stereotype or another interceptor binding.
     */
    boolean joins(DeclaredTask method) {
        return find(method.annotated())
                .or(() -> find(method.type()))
                .map(Transactional::value)
                .filter(type -> type == Transactional.TxType.REQUIRED || type == Transactional.TxType.MANDATORY)
                .isPresent();
    }

    private Optional<Transactional> find(Annotated annotated) {
        Transactional direct = annotated.getAnnotation(Transactional.class);
        return direct == null ? find(annotated.getAnnotations()) : Optional.of(direct);
    }

    private Optional<Transactional> find(Collection<Annotation> annotations) {
        return annotations.stream()
                .map(this::metaAnnotations)
                .map(this::findAmong)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Transactional> findAmong(Set<Annotation> annotations) {
        return annotations.stream()
                .filter(Transactional.class::isInstance)
                .map(Transactional.class::cast)
                .findFirst()
                .or(() -> find(annotations));
    }

    /** The annotations of a stereotype or an interceptor binding. */
    private Set<Annotation> metaAnnotations(Annotation annotation) {
        Class<? extends Annotation> type = annotation.annotationType();
        if (beans.isStereotype(type)) {
            return beans.getStereotypeDefinition(type);
        }
        return beans.isInterceptorBinding(type) ? beans.getInterceptorBindingDefinition(type) : Set.of();
    }
}
