import type { Spoken } from '../../src-proxy/contract/language.ts';
import type { enMenu } from './en-menu.ts';

export const deMenu: Spoken<typeof enMenu> = {
  menu: {
    about: 'Über Evenkeel',
    services: 'Dienste',
    hide: 'Evenkeel ausblenden',
    hideOthers: 'Andere ausblenden',
    showAll: 'Alle einblenden',
    quit: 'Evenkeel beenden',
    edit: 'Bearbeiten',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    cut: 'Ausschneiden',
    copy: 'Kopieren',
    paste: 'Einfügen',
    selectAll: 'Alles auswählen',
    view: 'Ansicht',
    actualSize: 'Originalgröße',
    zoomIn: 'Vergrößern',
    zoomOut: 'Verkleinern',
    fullScreen: 'Vollbild',
    window: 'Fenster',
    minimize: 'Minimieren',
    close: 'Fenster schließen',
  },
};
