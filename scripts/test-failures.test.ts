import { expect, test } from 'vitest';

import { failuresOf } from './test-failures.ts';

const passed = { status: 'passed', fullName: 'a works', failureMessages: [] };

test('each failed test is named with its file and the beginning of its message', () => {
  const failed = {
    status: 'failed',
    fullName: 'b works',
    failureMessages: ['Error: no\n    at /r/test/b.ts:3:1\n    at /r/node_modules/x.js:1:1\n\n'],
  };
  const report = { testResults: [{ name: '/r/test/b.ts', status: 'failed', assertionResults: [passed, failed] }] };
  expect(failuresOf(report, '/r')).toEqual(['test/b.ts > b works\n    Error: no\n        at /r/test/b.ts:3:1']);
});

test('a file that cannot be loaded has its own message', () => {
  const report = {
    testResults: [{ name: '/r/a.ts', status: 'failed', assertionResults: [], message: 'Cannot find package' }],
  };
  expect(failuresOf(report, '/r')).toEqual(['a.ts\n    Cannot find package']);
});

test('a long message is cut, and what passed is not named', () => {
  const message = Array.from({ length: 50 }, (_, line) => `line ${line}`).join('\n');
  const failed = { status: 'failed', fullName: 'c', failureMessages: [message] };
  const [only, ...others] = failuresOf(
    {
      testResults: [
        { name: '/r/a.ts', status: 'passed', assertionResults: [passed] },
        { name: '/r/c.ts', status: 'failed', assertionResults: [failed] },
      ],
    },
    '/r',
  );
  expect(others).toEqual([]);
  expect(only?.split('\n')).toHaveLength(13);
});
