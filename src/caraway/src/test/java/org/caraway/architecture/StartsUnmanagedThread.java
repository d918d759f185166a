package org.caraway.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Collection;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.BaseStream;

/** Whether a call, or a method reference, makes work run on a thread that the server does not manage. Immutable. */
final class StartsUnmanagedThread extends DescribedPredicate<JavaAccess<?>> {

    private static final List<Class<?>> THREADS =
            List.of(Thread.class, Timer.class, ForkJoinPool.class, ThreadPoolExecutor.class);

    StartsUnmanagedThread() {
        super("the target starts an unmanaged thread");
    }

    @Override
    public boolean test(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget target && starts(target);
    }

    private static boolean starts(CodeUnitAccessTarget target) {
        JavaClass owner = target.getOwner();
        return switch (target.getName()) {
            case "<init>" -> THREADS.stream().anyMatch(owner::isAssignableTo);
            case "commonPool" -> owner.isEquivalentTo(ForkJoinPool.class);
            case "parallelStream" -> owner.isAssignableTo(Collection.class);
            case "parallel" -> owner.isAssignableTo(BaseStream.class);
            case "orTimeout", "completeOnTimeout", "delayedExecutor" -> owner.isAssignableTo(CompletableFuture.class);
            default -> owner.isEquivalentTo(Executors.class) || runsInCommonPool(target);
        };
    }

    private static boolean runsInCommonPool(CodeUnitAccessTarget target) {
        return target.getName().endsWith("Async")
                && target.getOwner().isAssignableTo(CompletionStage.class)
                && !takesExecutor(target);
    }

    private static boolean takesExecutor(CodeUnitAccessTarget target) {
        return target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Executor.class));
    }
}
