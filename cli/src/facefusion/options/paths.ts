import { group, inert, short, text, texts } from '../option.ts';

export const configPath = group('paths', undefined, {
  config_path: text('<file>', 'Ini file with further options; the command line wins over it.', 'facefusion.ini'),
});

export const tempPath = group('paths', 'paths', {
  temp_path: inert(text('<folder>', 'Where temporary files lie.'), 'there are none'),
});

export const jobsPath = group('paths', 'paths', {
  jobs_path: text('<folder>', 'Where jobs are kept.', '.jobs'),
});

export const sourcePaths = group('paths', 'paths', {
  source_paths: short('s', texts('<file...>', 'Pictures of the person to put in.')),
});

export const targetPath = group('paths', 'paths', {
  target_path: short('t', text('<file>', 'Picture or film to change. It is only read.')),
});

export const outputPath = group('paths', 'paths', {
  output_path: short('o', text('<file>', 'Where the result goes. A file of that name is replaced.')),
});

export const patterns = group('patterns', 'patterns', {
  source_pattern: short('s', text('<pattern>', 'Pictures of persons, each put into every target: folder/*.jpg.')),
  target_pattern: short('t', text('<pattern>', 'Pictures and films to change: folder/*.mp4.')),
  output_pattern: short(
    'o',
    text('<pattern>', 'Names of the results, with {index}, {source_name}, {target_name} and {target_extension}.'),
  ),
});
