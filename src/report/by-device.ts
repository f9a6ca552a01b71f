import { sum } from './count.js';
import type { PanelReport } from './panel-report.js';

/** Rejections on the two types of device that SECMP0063 is about, and on all others. */
export interface OnDevices {
  devices: 'ESMEs' | 'GPFs' | 'other devices';
  rejections: number;
  previousRejections: number;
}

type Split = Pick<PanelReport['splits'][number], 'deviceType' | 'rejections' | 'previousRejections'>;

/** Other devices are told only where there are rejections on such. */
export function onDevices(splits: readonly Split[]): OnDevices[] {
  const [esme, gpf] = [of(splits, 'ESMEs', (type) => type === 'ESME'), of(splits, 'GPFs', (type) => type === 'GPF')];
  const others = of(splits, 'other devices', (type) => type !== 'ESME' && type !== 'GPF');
  return others.rejections + others.previousRejections === 0 ? [esme, gpf] : [esme, gpf, others];
}

function of(splits: readonly Split[], devices: OnDevices['devices'], isWanted: (deviceType: string) => boolean): OnDevices {
  const wanted = splits.filter(({ deviceType }) => isWanted(deviceType));
  return { devices, rejections: sum(wanted, ({ rejections }) => rejections), previousRejections: sum(wanted, ({ previousRejections }) => previousRejections) };
}
