package org.caraway.internal.observation.microprofile;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Gauge;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** As much of a server's registry as Caraway uses; everything else is refused. */
public final class MemoryRegistry {

    private final Map<MetricID, Entry> entries = new ConcurrentSkipListMap<>();

    private record Entry(String help, Supplier<? extends Number> value) {}

    /** The registry. */
    public MetricRegistry proxy() {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "counter" -> counter((Metadata) arguments[0], (Tag[]) arguments[1]);
            case "gauge" -> gauge((Metadata) arguments[0], (Supplier<?>) arguments[1], (Tag[]) arguments[2]);
            case "remove" -> entries.remove((MetricID) arguments[0]) != null;
            default -> throw new UnsupportedOperationException("asked to " + method);
        };
        return (MetricRegistry) Proxy.newProxyInstance(
                MetricRegistry.class.getClassLoader(), new Class<?>[] {MetricRegistry.class}, handler);
    }

    private Counter counter(Metadata metadata, Tag[] tags) {
        LongAdder sum = new LongAdder();
        gauge(metadata, sum::sum, tags);
        return new Counter() {
            @Override
            public void inc() {
                sum.increment();
            }

            @Override
            public void inc(long by) {
                sum.add(by);
            }

            @Override
            public long getCount() {
                return sum.sum();
            }
        };
    }

    private Gauge<Number> gauge(Metadata metadata, Supplier<?> value, Tag[] tags) {
        entries.put(new MetricID(metadata.getName(), tags), new Entry(metadata.getDescription(), () ->
                (Number) value.get()));
        return () -> (Number) value.get();
    }

    /** Each series with its value and its help, in their order. */
    public List<String> shown() {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey().getName() + entry.getKey().getTags() + " "
                        + entry.getValue().value().get().doubleValue() + " "
                        + entry.getValue().help())
                .toList();
    }
}
