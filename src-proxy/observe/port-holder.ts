import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { request } from 'node:http';
import { basename } from 'node:path';
import { promisify } from 'node:util';

import type { PortHolder } from '../engine-api.ts';

/**
 * Who listens on a port of this machine, as far as the system tells an ordinary user. Only looks: what holds the port is
 * somebody's program, and is theirs to end.
 */

const run = promisify(execFile);
const patienceMs = 3000;

export async function findPortHolder(
  host: string,
  port: number,
  platform: NodeJS.Platform = process.platform,
): Promise<PortHolder> {
  const [found, isEvenkeel] = await Promise.all([
    lookUp(port, platform).catch(() => null),
    answersAsEvenkeel(host, port),
  ]);
  return { pid: found?.pid ?? null, name: found?.name ?? null, isEvenkeel };
}

interface Found {
  readonly pid: number;
  readonly name: string | null;
}

async function lookUp(port: number, platform: NodeJS.Platform): Promise<Found | null> {
  if (platform === 'linux') return await lookUpLinux(port);
  if (platform === 'win32') return await lookUpWindows(port);
  const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { timeout: patienceMs });
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  return pid === undefined ? null : { pid: Number(pid), name: /^c(.+)$/m.exec(stdout)?.[1] ?? null };
}

async function lookUpWindows(port: number): Promise<Found | null> {
  const script = `$c = Get-NetTCPConnection -State Listen -LocalPort ${port} | Select-Object -First 1; "$($c.OwningProcess) $((Get-Process -Id $c.OwningProcess).ProcessName)"`;
  const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
    timeout: patienceMs,
  });
  const [pid, ...name] = stdout.trim().split(' ');
  return pid === undefined || !/^\d+$/.test(pid) ? null : { pid: Number(pid), name: name.join(' ') || null };
}

/** The kernel's table gives the socket's inode; the process that has it among its open files is the holder. */
async function lookUpLinux(port: number): Promise<Found | null> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const listening = '0A';
  const inodes = new Set(
    tables
      .flatMap((table) => table.split('\n').slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(`:${hexPort}`) && fields[3] === listening)
      .map((fields) => `socket:[${fields[9]}]`),
  );
  if (inodes.size === 0) return null;
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    // Processes of other users, and such as end while we look, are passed over.
    const files = await readdir(`/proc/${entry}/fd`).catch(() => []);
    for (const file of files) {
      const target = await readlink(`/proc/${entry}/fd/${file}`).catch(() => '');
      if (inodes.has(target)) {
        // The program file says more than the thread's name, which Node programs call "MainThread".
        const program = await readlink(`/proc/${entry}/exe`).catch(() => null);
        const name =
          program === null ? (await readFile(`/proc/${entry}/comm`, 'utf8').catch(() => '')).trim() : basename(program);
        return { pid: Number(entry), name: name === '' ? null : name };
      }
    }
  }
  return null;
}

function answersAsEvenkeel(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = request({ host, port, path: '/health', timeout: patienceMs }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (text.length < 4096) text += chunk;
      });
      response.on('end', () => resolve(text.includes('"app":"evenkeel"')));
      response.on('error', () => resolve(false));
    });
    probe.on('timeout', () => probe.destroy());
    probe.on('error', () => resolve(false));
    probe.end();
  });
}
