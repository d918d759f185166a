package org.caraway.internal.cdi;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.caraway.CarawayException;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.spi.ContextPropagator;
import org.jspecify.annotations.Nullable;

/**
 * Carries the properties of one {@link org.caraway.Propagated} bean. Thread-safe.
 *
 * <p>It asks the request context for the bean's own object, not the container for a reference: so it can tell whether there is
 * one without making it, and works on the object and not on a client proxy.
 */
final class PropagatedBean implements ContextPropagator {

    private static final int BEFORE_THE_APPLICATIONS = -1_000;

    private final BeanManager beans;
    private final Bean<?> bean;
    private final List<BeanProperty> properties;
    private final PayloadCodec codec;
    private final JsonProvider provider = JsonProvider.provider();

    PropagatedBean(BeanManager beans, Bean<?> bean, List<BeanProperty> properties, PayloadCodec codec) {
        this.beans = beans;
        this.bean = bean;
        this.properties = properties;
        this.codec = codec;
    }

    @Override
    public String name() {
        return bean.getBeanClass().getName();
    }

    @Override
    public int order() {
        return BEFORE_THE_APPLICATIONS;
    }

    @Override
    public Optional<String> capture() {
        Object object = existing();
        if (object == null) {
            return Optional.empty();
        }
        StringJoiner json = new StringJoiner(",", "{", "}");
        for (BeanProperty property : properties) {
            json.add("\"" + property.name() + "\":" + json(property, object));
        }
        return Optional.of(json.toString());
    }

    private String json(BeanProperty property, Object object) {
        try {
            return codec.encode(property.get(object), property.type());
        } catch (IllegalArgumentException refused) {
            throw new CarawayException("property '" + property.name() + "': " + refused.getMessage(), refused);
        }
    }

    private @Nullable Object existing() {
        try {
            return beans.getContext(RequestScoped.class).get(bean);
        } catch (ContextNotActiveException noRequest) {
            return null;
        }
    }

    @Override
    public Restored restore(String captured, int version) {
        JsonObject json = parse(captured);
        Object object = instanceOf(bean);
        for (BeanProperty property : properties) {
            JsonValue value = json.get(property.name());
            if (value != null) {
                set(property, object, value);
            }
        }
        return Restored.NOTHING; // the bean ends with the attempt's request context
    }

    private void set(BeanProperty property, Object object, JsonValue value) {
        try {
            property.set(object, codec.decode(value.toString(), property.type()));
        } catch (CarawayException refused) {
            throw new CarawayException("property '" + property.name() + "': " + refused.getMessage(), refused);
        }
    }

    private JsonObject parse(String captured) {
        try (JsonReader reader = provider.createReader(new StringReader(captured))) {
            return reader.readObject();
        }
    }

    /** Made if need be. */
    private <T> T instanceOf(Bean<T> wanted) {
        T object = beans.getContext(RequestScoped.class).get(wanted, beans.createCreationalContext(wanted));
        if (object == null) {
            throw new CarawayException("The container made no " + name());
        }
        return object;
    }
}
