package org.caraway.demo;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes the tenant from the header {@value #HEADER}. A real application would take it from a login. */
@Provider
@ApplicationScoped
public class TenantFilter implements ContainerRequestFilter {

    private static final String HEADER = "X-Tenant";
    private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,40}");

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Tenant tenant;

    @Override
    public void filter(ContainerRequestContext request) {
        @Nullable String id = request.getHeaderString(HEADER);
        if (id == null) {
            return;
        }
        if (!FORM.matcher(id).matches()) {
            throw new BadRequestException(
                    HEADER + " does not name a tenant; give it 1 to 40 of the characters a-z, 0-9 and -");
        }
        tenant.setId(id);
    }
}
