// Renders the PNGs in assets/ from their SVG sources, with a Chromium that is installed (CHROMIUM_PATH or /usr/bin/chromium).
// The results are committed; run this after a change of an SVG.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const assets = fileURLToPath(new URL('../assets/', import.meta.url));
const tray = join(assets, 'tray');

/** Panels are light or dark and do not always say which: these hold on both. */
const colours = {
  ok: '#1c8aa8',
  attention: '#d98a00',
  exhausted: '#8a8f98',
  error: '#d63a3a',
  starting: '#1c8aa8',
  paused: '#8a8f98',
  draining: '#8a8f98',
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage();

async function render(svg, sizePx, file) {
  await page.setViewportSize({ width: sizePx, height: sizePx });
  await page.setContent(
    `<style>*{margin:0;padding:0}svg{display:block;width:${sizePx}px;height:${sizePx}px}</style>${svg}`,
  );
  writeFileSync(file, await page.screenshot({ omitBackground: true, type: 'png' }));
  console.log(file);
}

try {
  for (const name of readdirSync(tray).filter((file) => file.endsWith('.svg'))) {
    const state = basename(name, '.svg');
    const svg = readFileSync(join(tray, name), 'utf8');
    const painted = (colour) => svg.replaceAll('currentColor', colour);
    await render(painted(colours[state]), 24, join(tray, `${state}.png`));
    await render(painted(colours[state]), 48, join(tray, `${state}@2x.png`));
    await render(painted('#000'), 16, join(tray, `${state}Template.png`));
    await render(painted('#000'), 32, join(tray, `${state}Template@2x.png`));
  }
  const icon = readFileSync(join(assets, 'icon.svg'), 'utf8');
  await render(icon, 512, join(assets, 'icon.png'));
  await render(icon, 1024, join(assets, 'icon-1024.png'));
} finally {
  await browser.close();
}
