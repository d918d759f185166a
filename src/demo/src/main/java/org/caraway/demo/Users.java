package org.caraway.demo;

import jakarta.annotation.security.DeclareRoles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.authentication.mechanism.http.BasicAuthenticationMechanismDefinition;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows one user, {@code operator}, with the password that the environment has in {@code DEMO_OPERATOR_PASSWORD};
 * without it, none. A real application has its users elsewhere.
 */
@ApplicationScoped
@BasicAuthenticationMechanismDefinition(realmName = "demo")
@DeclareRoles(Users.OPERATOR)
public class Users implements IdentityStore {

    static final String OPERATOR = "operator";

    /** Accepts the operator. */
    public CredentialValidationResult validate(UsernamePasswordCredential credential) {
        @Nullable String password = System.getenv("DEMO_OPERATOR_PASSWORD");
        return password != null && !password.isBlank() && credential.compareTo(OPERATOR, password)
                ? new CredentialValidationResult(OPERATOR, Set.of(OPERATOR))
                : CredentialValidationResult.INVALID_RESULT;
    }
}
