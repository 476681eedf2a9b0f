/** Four round digits: more would be noise. */
export const round = (value) => (value >= 1_000 ? Math.round(value) : Number(value.toPrecision(4)));

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** The median of each figure over several runs, in the order of the first. */
export const medians = (runs) =>
  runs[0].map(({ name, unit }) => ({
    name,
    value: round(median(runs.map((figures) => figures.find((figure) => figure.name === name).value))),
    unit,
  }));
