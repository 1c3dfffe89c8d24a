import './ui/tokens.css';
import './ui/base.css';

import { mount } from 'svelte';

import DoorKeeper from './features/dashboard-auth/DoorKeeper.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('The page has no #app element to mount into.');
mount(DoorKeeper, { target });
