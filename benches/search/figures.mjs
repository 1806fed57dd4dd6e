// Figures in words.

/** The nearest rank of some numbers. */
function rank(sorted, part) {
  return sorted[Math.max(Math.ceil(sorted.length * part), 1) - 1];
}

/** `p50 / p90 / p99 / max`. */
export function spread(costs, figure, digits) {
  const sorted = costs.map(figure).sort((a, b) => a - b);
  const shown = [0.5, 0.9, 0.99, 1].map((part) => rank(sorted, part).toFixed(digits));
  return shown.join(" / ");
}

/** The mean of what there is, as a percentage. */
export function mean(numbers) {
  if (numbers.length === 0) return "–";
  return ((numbers.reduce((sum, number) => sum + number, 0) / numbers.length) * 100).toFixed(1) + " %";
}

/** The queries that cost most, with what they cost. */
export function worst(costs, figure, digits) {
  const sorted = costs.slice().sort((a, b) => figure(b) - figure(a)).slice(0, 5);
  return sorted.map((cost) => `${cost.query} ${figure(cost).toFixed(digits)}`).join("; ");
}

/** A table: names of the columns, and rows of a name and a cell for each. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, at) => (at === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map(line).join("\n") + "\n";
}
