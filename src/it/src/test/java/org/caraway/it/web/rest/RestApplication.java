package org.caraway.it.web.rest;

import jakarta.annotation.security.DeclareRoles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.authentication.mechanism.http.BasicAuthenticationMechanismDefinition;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/** An application with users, named as their roles, and with error pages of its own. */
@ApplicationPath("api")
@ApplicationScoped
@BasicAuthenticationMechanismDefinition(realmName = "it")
@DeclareRoles({"reader", "submitter", "operator"})
public class RestApplication extends Application {

    /** Whose password is the name with {@code -password}; {@code NAME2} has the same role. */
    @ApplicationScoped
    public static class Users implements IdentityStore {

        /** Validates. */
        public CredentialValidationResult validate(UsernamePasswordCredential credential) {
            String name = credential.getCaller();
            return credential.compareTo(name, name + "-password")
                    ? new CredentialValidationResult(name, Set.of(name.replace("2", "")))
                    : CredentialValidationResult.INVALID_RESULT;
        }
    }

    /** A resource of the application. */
    @Path("own")
    public static class Own {

        /** Fails. */
        @GET
        public String fail() {
            throw new IllegalStateException("own");
        }
    }

    /** Answers what the application's own resources throw. */
    @Provider
    public static class OwnErrors implements ExceptionMapper<RuntimeException> {

        @Override
        public Response toResponse(RuntimeException exception) {
            return Response.status(418).entity("own error page").build();
        }
    }
}
