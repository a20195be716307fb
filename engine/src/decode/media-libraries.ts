import { getFFmpegInfo, HardwareDeviceContext } from 'node-av/lib';
import sharp from 'sharp';

/** The native libraries that read and write pictures and films, as built into this installation. */
export function mediaLibraries(): { readonly name: string; readonly version: string }[] {
  return [
    { name: 'ffmpeg', version: getFFmpegInfo().version },
    { name: 'libvips', version: sharp.versions.vips },
  ];
}

/** The licence that FFmpeg's configuration puts it under; see its LICENSE.md. */
export function ffmpegLicence(configuration = getFFmpegInfo().configuration): string {
  const enabled = (part: string) => configuration.includes(`--enable-${part}`);
  if (enabled('nonfree')) return 'nonfree (must not be passed on)';
  if (enabled('gpl')) return enabled('version3') ? 'GPL-3.0-or-later' : 'GPL-2.0-or-later';
  return enabled('version3') ? 'LGPL-3.0-or-later' : 'LGPL-2.1-or-later';
}

/** The types of the devices that can decode here, e.g. `cuda`, `vaapi`; each was opened just now. */
export function presentDevices(): string[] {
  return HardwareDeviceContext.iterateTypes()
    .filter((type) => {
      using device = new HardwareDeviceContext();
      return device.create(type, null, null) >= 0;
    })
    .map((type) => HardwareDeviceContext.getTypeName(type) ?? String(type));
}
