import { flag, text } from '../../options/option.ts';

/** Options that every command of `models` has. */
export const folderOptions = {
  modelFolder: text('<folder>', "Where models are kept. Default: the user's cache folder."),
  json: flag('The last line of stdout is one JSON object; failures too.'),
} as const;
