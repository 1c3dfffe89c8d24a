import { expect, it } from 'vitest';

import { callbackPageHeaders, renderCallbackPage } from './callback-page.ts';

it('O8: nothing that is shown can become part of the page', () => {
  const evil = `<img src=x onerror="alert('1')">&`;
  const page = renderCallbackPage({ status: 200, title: evil, sentence: evil });
  expect(page).not.toContain('<img');
  expect(page).toContain('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;');
});

it('the page loads nothing, is not kept, and tells nobody its address', () => {
  expect(callbackPageHeaders).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
});
