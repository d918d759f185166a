package org.caraway.it.nodes.context;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.authentication.mechanism.http.BasicAuthenticationMechanismDefinition;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Set;

/** Who may log in: anybody whose password is the name. */
@ApplicationScoped
@BasicAuthenticationMechanismDefinition(realmName = "context")
public class ContextTransferCallers implements IdentityStore {

    @Override
    public CredentialValidationResult validate(Credential credential) {
        return credential instanceof UsernamePasswordCredential login
                        && login.compareTo(login.getCaller(), login.getCaller())
                ? new CredentialValidationResult(login.getCaller(), Set.of("clerk", "driver"))
                : CredentialValidationResult.INVALID_RESULT;
    }
}
