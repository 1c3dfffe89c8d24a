import { describe, expect, it } from 'vitest';

import { sampleAccount } from '../state/sample-data.ts';
import { createApiClient } from './api-client.ts';
import { ApiError } from './api-error.ts';

function clientAnswering(answer: () => Response | Promise<Response>) {
  const calls: { path: string; init: RequestInit }[] = [];
  const api = createApiClient({
    fetch: async (path, init = {}) => {
      calls.push({ path: path as string, init });
      return answer();
    },
  });
  return { api, calls };
}

const refusal = (status: number, code: string) => () =>
  Response.json({ error: { code, message: 'A sentence.', requestId: 'req-9' } }, { status });

describe('createApiClient', () => {
  it('asks for a page of the log with only the filters that are set', async () => {
    const { api, calls } = clientAnswering(() => Response.json({ requests: [], hasMore: false, nextCursor: null }));
    await api.requestLogs({ limit: 50 });
    await api.requestLogs({ limit: 50, cursor: 7, accountId: ['a&b', ''], status: ['error'], text: undefined });
    expect(calls.map((call) => call.path)).toEqual([
      '/api/request-logs?limit=50',
      '/api/request-logs?limit=50&cursor=7&accountId=a%26b&accountId=&status=error',
    ]);
  });

  it('sends each file as auth_json and keeps its name', async () => {
    const { api, calls } = clientAnswering(() => Response.json({ outcomes: [] }));
    await api.importFiles([new File(['{}'], 'work.json'), new File(['{}'], 'home.json')]);
    const form = calls[0]?.init.body as FormData;
    expect(form.getAll('auth_json').map((file) => (file as File).name)).toEqual(['work.json', 'home.json']);
  });

  it('keeps the folder in the name of a file, and says when newer tokens are to be replaced', async () => {
    const { api, calls } = clientAnswering(() => Response.json({ outcomes: [] }));
    const file = Object.defineProperty(new File(['{}'], 'auth.json'), 'webkitRelativePath', {
      value: 'pool/a/auth.json',
    });
    await api.importFiles([file], { overwriteOlder: true });
    expect(calls[0]?.path).toBe('/api/accounts/import?overwrite_older=true');
    const form = calls[0]?.init.body as FormData;
    const sent = form.get('auth_json') as File;
    expect(sent.name).toBe('pool/a/auth.json');
  });

  it('has one way out for all accounts and one for each', async () => {
    const { api, calls } = clientAnswering(() => Response.json({}));
    await api.upstreamProxy(null);
    await api.saveUpstreamProxy('a/1', { mode: 'direct' }, { untested: true });
    expect(calls.map(({ path }) => path)).toEqual([
      '/api/upstream-proxy',
      '/api/accounts/a%2F1/upstream-proxy?save_untested=true',
    ]);
  });

  it('lets no cache keep an API key, and escapes what is in a path', async () => {
    const { api, calls } = clientAnswering(() => Response.json({ apiKeys: [], prices: [] }));
    await api.createApiKey({ name: 'Laptop' });
    await api.regenerateApiKey('k/1');
    await api.updateApiKey('k/1', { isActive: false });
    await api.removePrice('gpt/5*');
    expect(calls.map(({ path, init }) => [init.method, path, init.cache])).toEqual([
      ['POST', '/api/api-keys/', 'no-store'],
      ['POST', '/api/api-keys/k%2F1/regenerate', 'no-store'],
      ['PATCH', '/api/api-keys/k%2F1', undefined],
      ['DELETE', '/api/prices/gpt%2F5*', undefined],
    ]);
  });

  it('F3: lets no cache keep an export', async () => {
    const { api, calls } = clientAnswering(() => Response.json({}));
    await api.exportAccount('a1');
    expect(calls[0]).toMatchObject({
      path: '/api/accounts/a1/export/auth',
      init: { method: 'POST', body: '{"confirm":true}', cache: 'no-store' },
    });
  });

  it('names the account in the path, escaped, and says whether the history goes too', async () => {
    const { api, calls } = clientAnswering(() => Response.json({ status: 'deleted' }));
    await api.removeAccount('a/1', { history: true });
    expect(calls[0]).toMatchObject({ path: '/api/accounts/a%2F1?delete_history=true', init: { method: 'DELETE' } });
  });

  it('returns the account after an action', async () => {
    const { api } = clientAnswering(() => Response.json(sampleAccount({ status: 'paused' })));
    expect(await api.pauseAccount('a1')).toEqual(sampleAccount({ status: 'paused' }));
  });

  it('names the way and, to sign in again, the account', async () => {
    const { api, calls } = clientAnswering(() => Response.json({}));
    await api.startSignIn('device', null);
    await api.startSignIn('browser', 'a1');
    await api.signInStatus('f&1');
    await api.setAlias('a1', null);
    expect(
      calls.map(
        ({ path, init }) => `${init.method ?? 'GET'} ${path} ${typeof init.body === 'string' ? init.body : ''}`,
      ),
    ).toEqual([
      'POST /api/oauth/start {"forceMethod":"device"}',
      'POST /api/oauth/start {"forceMethod":"browser","accountId":"a1"}',
      'GET /api/oauth/status?flowId=f%261 ',
      'PUT /api/accounts/a1/alias {"alias":null}',
    ]);
  });

  it('turns a refusal into its code, sentence and request id', async () => {
    const { api } = clientAnswering(refusal(409, 'account_state_transition_invalid'));
    const error = await api.reactivateAccount('a1').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      code: 'account_state_transition_invalid',
      message: 'A sentence.',
      requestId: 'req-9',
      status: 409,
    });
  });

  it('tells an engine that is gone from something else that answers on its port', async () => {
    const gone = clientAnswering(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(gone.api.settings()).rejects.toMatchObject({ code: 'unreachable', status: null });
    const answers = [
      new Response('<html>', { status: 502 }),
      new Response('<html>'),
      Response.json(null),
      Response.json({ error: 'text' }, { status: 404 }),
      Response.json(null, { status: 500 }),
    ];
    for (const answer of answers) {
      const { api } = clientAnswering(() => answer);
      await expect(api.settings()).rejects.toMatchObject({ code: 'unexpected_answer', status: answer.status });
    }
  });
});
