/** Refusals as the real backend words them. */

export const notFound = { detail: 'Not Found' };

export const tokenExpired = {
  error: {
    message: 'Provided authentication token is expired. Please try signing in again.',
    type: null,
    code: 'token_expired',
    param: null,
  },
  status: 401,
};

export const foreignEncryptedContent = {
  error: {
    message:
      'The encrypted content for item could not be verified. Reason: Encrypted content organization_id did not match.',
    type: 'invalid_request_error',
    code: 'invalid_encrypted_content',
    param: null,
  },
};

export const foreignWorkspace = { detail: { code: 'invalid_workspace_selected' } };

export function refreshRefused(code: string): Record<string, unknown> {
  return {
    error: { message: `The refresh token was refused: ${code}.`, type: 'invalid_request_error', param: null, code },
  };
}
