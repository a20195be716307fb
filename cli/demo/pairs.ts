/** `wanted` of all ordered pairs of different things, spread evenly: the same ones each time. */
export function choosePairs(things: number, wanted: number): [from: number, to: number][] {
  const count = Math.min(wanted, things * (things - 1));
  return Array.from({ length: count }, (_, index) => {
    const from = index % things;
    const step = 1 + Math.floor((index * (things - 1)) / count);
    return [from, (from + step) % things];
  });
}
