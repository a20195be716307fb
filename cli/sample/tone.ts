/** A quiet A major chord that swells and fades every four seconds, so that a lost or doubled packet can be heard. */
export function toneSamples(first: number, count: number, sampleRate: number): Float32Array {
  const samples = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    const seconds = (first + index) / sampleRate;
    const swell = 0.5 - 0.5 * Math.cos((2 * Math.PI * seconds) / 4);
    let sum = 0;
    for (const hertz of [220, 277.18, 329.63]) sum += Math.sin(2 * Math.PI * hertz * seconds);
    samples[index] = 0.04 * swell * sum;
  }
  return samples;
}
