import './ui/tokens.css';
import './ui/base.css';

import { mount } from 'svelte';

import { languageFor } from '#contract/language.ts';

import { languageKey } from './i18n/language.ts';
import { speak } from './i18n/messages.ts';
import { browserStorage } from './state/browser-storage.ts';

const target = document.getElementById('app');
if (!target) throw new Error('The page has no #app element to mount into.');
const language = languageFor(browserStorage()?.getItem(languageKey) ?? null, navigator.languages);
document.documentElement.lang = language;
await speak(language);
// Only now: components take their sentences from the catalogue when they are loaded.
const { default: DoorKeeper } = await import('./features/dashboard-auth/DoorKeeper.svelte');
mount(DoorKeeper, { target });
