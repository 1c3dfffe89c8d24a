/** A line through evenly spaced values, the first at x 0 and the last at `width`; nought lies on the floor. */
export function sparkPath(values: readonly number[], box: { width: number; height: number }): string {
  const most = Math.max(...values, 0);
  const step = values.length > 1 ? box.width / (values.length - 1) : 0;
  const y = (value: number) => box.height - (most === 0 ? 0 : (value / most) * box.height);
  return values.map((value, index) => `${index === 0 ? 'M' : 'L'}${round(index * step)} ${round(y(value))}`).join('');
}

const round = (value: number): number => Math.round(value * 100) / 100;
