package org.caraway.it.web.openapi;

import java.util.List;
import org.caraway.web.CarawayOpenApi;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** An application's own part of its description: its name, and how to log in. */
public class ShopDescription extends CarawayOpenApi {

    @Override
    public void filterOpenAPI(OpenAPI openAPI) {
        openAPI.getInfo().setTitle("Shop");
        openAPI.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme("token")));
        openAPI.getComponents()
                .addSecurityScheme(
                        "token",
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer"));
        super.filterOpenAPI(openAPI);
    }
}
