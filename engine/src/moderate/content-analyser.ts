import { EngineError } from '../errors.ts';
import type { Frame } from '../frame/frame.ts';
import { requireContract } from '../onnx/contract.ts';
import type { Sessions } from '../onnx/sessions.ts';
import { type ContentNetwork, contentNetworks } from './content-networks.ts';
import { letterbox } from './letterbox.ts';

/** What one network says of a picture. */
export interface ContentVote {
  readonly model: string;
  /** In the network's own terms; how much speaks against the picture. */
  readonly score: number;
  readonly flagged: boolean;
}

export interface ContentVerdict {
  /** At least two networks of three find the picture unfit. */
  readonly flagged: boolean;
  /** Of the networks that were asked: when the first two agree, the third is not. */
  readonly votes: readonly ContentVote[];
}

/** Tells whether pictures are unfit to be processed. */
export interface ContentAnalyser {
  /** Errors: those of `Sessions.open`, and `model-invalid` (a file is another network, or its score is not a number). */
  judge(frame: Frame): Promise<ContentVerdict>;
}

/** Votes that decide. */
const MAJORITY = 2;

/** Opens nothing yet. */
export function createContentAnalyser(sessions: Sessions): ContentAnalyser {
  return {
    async judge(frame) {
      const votes: ContentVote[] = [];
      for (const network of contentNetworks) {
        votes.push(await ask(sessions, network, frame));
        const against = votes.filter(({ flagged }) => flagged).length;
        if (against === MAJORITY || votes.length - against === MAJORITY)
          return { flagged: against === MAJORITY, votes };
      }
      throw new EngineError('internal', `${votes.length} content networks came to no verdict`);
    },
  };
}

async function ask(sessions: Sessions, network: ContentNetwork, frame: Frame): Promise<ContentVote> {
  const { model, size } = network;
  const session = await sessions.open(model);
  const dims = [1, 3, size, size];
  requireContract(model, session, { inputs: { input: dims }, outputs: 1 });
  const results = await session.run({ input: { data: letterbox(frame, network), dims } });
  const name = session.outputs[0]!;
  const result = results[name]!;
  const score = network.score(result);
  // A score that is not a number would pass every limit.
  if (score === undefined || Number.isNaN(score)) {
    const fault =
      score === undefined ? `its output '${name}' is [${result.dims}]` : `its output '${name}' is no number`;
    throw new EngineError('model-invalid', `the file of ${model} is another network: ${fault}`, {
      data: { model, tensor: name },
    });
  }
  return { model, score, flagged: score > network.limit };
}
