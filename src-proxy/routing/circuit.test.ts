import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { circuitAfter, circuitOf, closedCircuit, type Circuit, type CircuitEvent } from './circuit.ts';

const nowMs = 1_767_225_600_000;
const after = (circuit: Circuit, events: readonly CircuitEvent[], atMs = nowMs): Circuit =>
  events.reduce((state, event) => circuitAfter(state, event, atMs), circuit);
const failures = (count: number): CircuitEvent[] => Array.from({ length: count }, () => 'failed');
const opened = after(closedCircuit, failures(5));

it('opens at the fifth failure in a row, for a minute', () => {
  expect(circuitOf(after(closedCircuit, failures(4)), nowMs)).toBe('closed');
  expect(circuitOf(after(closedCircuit, [...failures(4), 'served', ...failures(4)]), nowMs)).toBe('closed');
  expect(circuitOf(opened, nowMs)).toBe('open');
  expect(circuitOf(opened, nowMs + 59_999)).toBe('open');
  expect(circuitOf(opened, nowMs + 60_000)).toBe('half_open');
});

it('half open it admits one request at a time, and its outcome decides', () => {
  const laterMs = nowMs + 60_000;
  const probing = after(opened, ['selected'], laterMs);
  expect(circuitOf(probing, laterMs)).toBe('open');
  expect(after(probing, ['served'], laterMs)).toEqual(closedCircuit);
  const reopened = after(probing, ['failed'], laterMs);
  expect([circuitOf(reopened, laterMs + 59_999), circuitOf(reopened, laterMs + 60_000)]).toEqual(['open', 'half_open']);
  expect(circuitOf(after(probing, ['released'], laterMs), laterMs)).toBe('half_open');
});

it('failures of requests that were under way when it opened do not keep it open', () => {
  const late = circuitAfter(opened, 'failed', nowMs + 50_000);
  expect(circuitOf(late, nowMs + 60_000)).toBe('half_open');
});

it('a clock that was set back does not keep it open', () => {
  expect(circuitOf(opened, nowMs - 3_600_000)).toBe('half_open');
});

describe('any circuit', () => {
  it('never opens before five failures, and always closes at a success', () => {
    const event = fc.constantFrom<CircuitEvent>('failed', 'served', 'selected', 'released');
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.nat({ max: 70_000 })), { maxLength: 40 }), (steps) => {
        let circuit = closedCircuit;
        let inARow = 0;
        let atMs = nowMs;
        for (const [name, pauseMs] of steps) {
          atMs += pauseMs;
          circuit = circuitAfter(circuit, name, atMs);
          inARow = name === 'failed' ? inARow + 1 : name === 'served' ? 0 : inARow;
          expect(inARow < 5 ? ['closed'] : ['open', 'half_open']).toContain(circuitOf(circuit, atMs));
        }
      }),
    );
  });
});
