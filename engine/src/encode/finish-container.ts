import { type FileHandle, open } from 'node:fs/promises';
import type { Chapter } from '../decode/chapters.ts';
import { EngineError } from '../errors.ts';
import type { Container } from './containers.ts';
import { finishMatroska } from './finish-matroska.ts';
import { finishMp4 } from './finish-mp4.ts';
import type { DigitalSourceType } from './marks.ts';
import type { TimePlan } from './time-plan.ts';

export interface Finish {
  readonly container: Container;
  readonly chapters: readonly Chapter[];
  readonly tags: Readonly<Record<string, string>>;
  readonly digitalSourceType: DigitalSourceType;
  readonly notes: string[];
}

/** Adds what FFmpeg's muxers, as their Node binding lets us use them, cannot write: chapters, and marks in full. */
export async function finishContainer(path: string, input: Finish): Promise<void> {
  try {
    await using file = await open(path, 'r+');
    await finish(file, input);
    await file.datasync();
  } catch (cause) {
    const full = cause instanceof Error && 'code' in cause && /^(ENOSPC|EDQUOT|EFBIG)$/.test(String(cause.code));
    if (!full) throw cause;
    throw new EngineError('disk-full', 'the film cannot be finished: the disk is full', { cause });
  }
}

async function finish(file: FileHandle, input: Finish): Promise<void> {
  const { container, chapters, tags, digitalSourceType, notes } = input;
  switch (container.muxer) {
    case 'mp4':
    case 'mov':
      return finishMp4(file, container.muxer, chapters, tags, digitalSourceType);
    case 'matroska':
    case 'webm':
      return finishMatroska(file, chapters);
    case 'mpegts':
      if (chapters.length > 0) notes.push('the chapters are left out: transport streams have none');
      if (Object.keys(tags).length > 0) notes.push('the tags are left out: transport streams have none');
  }
}

/** Chapters on the output's clock; those outside a trimmed range fall away. */
export function moveChapters(chapters: readonly Chapter[], plan: TimePlan): Chapter[] {
  const nsPerTick = plan.videoTimeBase.toDouble() * 1e9;
  const shiftNs = Math.round(Number(plan.shift) * nsPerTick);
  const fromNs = plan.from === undefined ? Number.NEGATIVE_INFINITY : Number(plan.from) * nsPerTick;
  const toNs = plan.to === undefined ? Number.POSITIVE_INFINITY : Number(plan.to) * nsPerTick;
  const moved: Chapter[] = [];
  chapters.forEach(({ startNs, endNs, title }, at) => {
    const end = endNs ?? chapters[at + 1]?.startNs ?? Number.POSITIVE_INFINITY;
    if (startNs >= toNs || end <= fromNs) return;
    const until = Math.min(end, toNs);
    moved.push({
      startNs: Math.max(0, Math.max(startNs, fromNs) + shiftNs),
      endNs: Number.isFinite(until) ? Math.max(0, until + shiftNs) : undefined,
      title,
    });
  });
  return moved;
}
