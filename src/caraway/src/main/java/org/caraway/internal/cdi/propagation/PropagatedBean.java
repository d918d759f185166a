package org.caraway.internal.cdi.propagation;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.context.spi.Context;
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
import org.caraway.internal.cdi.scope.SessionSnapshotContext;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.spi.ContextPropagator;
import org.jspecify.annotations.Nullable;

/**
 * Carries the properties of one {@link org.caraway.Propagated} bean. Thread-safe.
 *
 * <p>Reads the bean's instance from the context of its scope, not through a container reference: this never creates an
 * instance, and works on the instance itself instead of a client proxy.
 */
final class PropagatedBean implements ContextPropagator {

    private static final int BEFORE_THE_APPLICATIONS = -1_000;

    private final BeanManager beans;
    private final Bean<?> bean;
    private final List<BeanProperty> properties;
    private final SessionSnapshotContext session;
    private final PayloadCodec codec;
    private final JsonProvider provider = JsonProvider.provider();

    /** @param session where the copy of a bean of the session belongs */
    PropagatedBean(
            BeanManager beans,
            Bean<?> bean,
            List<BeanProperty> properties,
            SessionSnapshotContext session,
            PayloadCodec codec) {
        this.beans = beans;
        this.bean = bean;
        this.properties = properties;
        this.session = session;
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
            return beans.getContext(bean.getScope()).get(bean);
        } catch (ContextNotActiveException noRequest) {
            return null;
        }
    }

    @Override
    public Restored restore(String captured, int version) {
        if (ofSession() && !session.isActive()) {
            return Restored.NOTHING; // the thread has a session of its own, which is not to be overwritten
        }
        JsonObject json = parse(captured);
        Object object = instanceOf(bean);
        for (BeanProperty property : properties) {
            JsonValue value = json.get(property.name());
            if (value != null) {
                set(property, object, value);
            }
        }
        return Restored.NOTHING; // the bean ends with the attempt's contexts
    }

    private boolean ofSession() {
        return bean.getScope().equals(SessionScoped.class);
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
        Context context = beans.getContext(wanted.getScope());
        T object = context.get(wanted, beans.createCreationalContext(wanted));
        if (object == null) {
            throw new CarawayException("The container made no " + name());
        }
        return object;
    }
}
