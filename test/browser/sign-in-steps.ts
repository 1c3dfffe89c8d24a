import type { Locator, Page } from 'playwright-core';

import { oauthStartedSchema, oauthStatusSchema } from '#contract/oauth.ts';
import type { OauthStarted, OauthStatus } from '#contract/oauth.ts';

import { emailOf } from './stage.ts';
import type { Stage } from './stage.ts';

export const dialog = (page: Page): Locator => page.getByRole('dialog');
export const addButton = (page: Page): Locator => page.getByRole('button', { name: 'Add account', exact: true });

/** What a press on the button starts on the engine, as the contract has it. */
export async function started(page: Page, press: Promise<void>): Promise<OauthStarted> {
  const answer = page.waitForResponse((response) => response.url().endsWith('/api/oauth/start'));
  await press;
  return oauthStartedSchema.parse(await (await answer).json());
}

export async function statusOf(stage: Stage, flowId: string): Promise<OauthStatus> {
  return oauthStatusSchema.parse(await (await stage.evenkeel.fetch(`/api/oauth/status?flowId=${flowId}`)).json());
}

/** Begins in the browser; resolves with the page of the issuer that opened. */
export async function beginInBrowser(page: Page): Promise<Page> {
  const popup = page.context().waitForEvent('page');
  await dialog(page).getByRole('button', { name: 'Sign in with the browser' }).click();
  const opened = await popup;
  await opened.getByRole('heading', { name: 'Sign in to the fake issuer' }).waitFor();
  return opened;
}

export async function allow(issuerPage: Page, name: string): Promise<void> {
  await issuerPage.getByRole('link', { name: `Allow as ${emailOf(name)}` }).click();
}

/** Where a browser on another machine would end, having allowed it: an address that nobody there answers. */
export async function addressAfterAllowing(issuerPage: Page, name: string): Promise<string> {
  const href = await issuerPage.getByRole('link', { name: `Allow as ${emailOf(name)}` }).getAttribute('href');
  const answer = await fetch(new URL(href ?? '', issuerPage.url()), { redirect: 'manual' });
  return answer.headers.get('location') ?? '';
}

export async function loseSignIn(stage: Stage, name: string): Promise<void> {
  const account = stage.account(name);
  account.refreshFailure = 'refresh_token_invalidated';
  stage.upstream.expireAccessTokens(account);
  await stage.turn();
  await stage.evenkeel.waitForAccounts((all) => all.some((one) => one.status === 'reauth_required'));
  account.refreshFailure = null;
}
