/** Colour and pattern together: neither is ever the only thing that tells two series apart. */
export interface ChartLook {
  readonly tone: 'accent' | 'good' | 'wait' | 'bad' | 'idle';
  readonly fill: 'solid' | 'stripes' | 'dots';
}

export interface ChartSeries {
  readonly label: string;
  readonly look: ChartLook;
  /** One for each mark of the chart; `null` where nobody knows. */
  readonly values: readonly (number | null)[];
}
