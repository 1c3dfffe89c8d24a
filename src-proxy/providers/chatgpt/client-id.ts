/** The client registration that a Codex sign-in belongs to; a refresh token is good for this one only. */
export const clientId = 'app_EMoamEEZ73f0CkXaXp7hrann';
