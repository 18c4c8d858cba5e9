-- a copy sends nothing: connections know that they are copied, and their secrets are gone
UPDATE bridge_connection
   SET resume_state = CASE WHEN state IN ('connecting', 'connected', 'paused') THEN state ELSE resume_state END,
       state = 'copied',
       reason = 'database_copied',
       reason_arguments = NULL
 WHERE state NOT IN ('draft', 'disconnected', 'copied');
UPDATE bridge_connection
   SET seal = NULL, is_leaving = NULL;
UPDATE bridge_health
   SET token_digest = NULL, handle = NULL;
UPDATE bridge_credential
   SET client_secret_sealed = NULL, verifier_sealed = NULL, tokens_sealed = NULL, consent_digest = NULL,
       consent_proof_sealed = NULL,
       token_expires_at = NULL,
       state = CASE WHEN state = 'signed_in' THEN 'needs_sign_in' WHEN state = 'leaving' THEN 'draft' ELSE state END;
