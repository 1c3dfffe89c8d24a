import { createInterface } from 'node:readline';

/** Chromium's own complaints, mostly about desktop services that a machine does not have. Nobody can act on them. */
const chromiumNoise = /^\[(?:\d+:)?\d{4}\/\d{6}\.\d+:(?:INFO|WARNING|ERROR|VERBOSE\d*):([^\]]*)\]\s*/;

/**
 * Shows a child's lines on our terminal, without the noise.
 * @returns asks for the best guess at why the child ended, once it has.
 */
export function showOutput(child, { onLine, showNoise }) {
  const complaints = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    console.log(line);
    onLine(line);
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    const noise = chromiumNoise.exec(line);
    // D-Bus is missing on many a machine, and never the reason.
    if (!noise?.[1].startsWith('dbus/')) complaints.push(line.replace(chromiumNoise, ''));
    if (!noise || showNoise) console.error(line);
  });
  return () => complaints.find((line) => line.trim() !== '');
}
