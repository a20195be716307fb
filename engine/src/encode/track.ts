import type { Packet, Stream } from 'node-av/lib';

/** One stream of the input, other than the film's pictures, on its way into the output. */
export interface Track extends Disposable {
  readonly input: Stream;
  readonly output: Stream;
  /** What the output gets for a packet of the input. The packets are the track's until the next call. */
  take(packet: Packet): Promise<readonly Packet[]>;
  /** What is left at the end. */
  end(): Promise<readonly Packet[]>;
}
