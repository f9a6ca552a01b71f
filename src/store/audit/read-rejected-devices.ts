import type { Database } from 'better-sqlite3';
import type { Heading } from '../../audit/heading.js';
import type { PanelAsking, PanelCounts, RejectedDevice, RejectedDevices } from '../../audit/panel-source.js';
import { britishDayText } from './british-day.js';

interface GroupRow {
  heading: number;
  day: number;
  right_day: number | null;
  devices: number;
}

interface DeviceRow {
  device: string;
  heading: number;
  decision_id: string;
  at: number;
  rejections: number;
  last_at: number;
  right_at: number | null;
  right_heading: number | null;
  right_decision_id: string | null;
}

/** Those with a counted rejection in the span. */
const ofSpan = 'seq IN (SELECT DISTINCT rejected_device FROM rejection WHERE at >= ? AND at < ?)';

export function readRejectedDevices(db: Database, nameOf: (heading: number) => Heading, { from, to, devices }: PanelAsking): Pick<PanelCounts, 'rejectedDevices' | 'devices'> {
  const groups = db.prepare<[number, number], GroupRow>(`
    SELECT heading, day, right_day, count(*) AS devices FROM rejected_device WHERE ${ofSpan} GROUP BY heading, day, right_day`).all(from, to);
  const listed = db.prepare<[number, number, number], DeviceRow>(`
    SELECT device, heading, decision_id, at, rejections, last_at, right_at, right_heading, right_decision_id FROM rejected_device
    WHERE ${ofSpan} ORDER BY right_seq IS NOT NULL, at, seq LIMIT ?`).all(from, to, devices);
  return {
    rejectedDevices: groups.map((row): RejectedDevices => ({
      heading: nameOf(row.heading),
      rejectedOn: britishDayText(row.day),
      putRightOn: row.right_day === null ? null : britishDayText(row.right_day),
      devices: row.devices,
    })),
    devices: listed.map((row): RejectedDevice => ({
      device: row.device,
      heading: nameOf(row.heading),
      rejectedAt: row.at,
      decisionId: row.decision_id,
      rejections: row.rejections,
      lastRejectedAt: row.last_at,
      putRight: row.right_at === null || row.right_decision_id === null || row.right_heading === null
        ? null
        : { at: row.right_at, decisionId: row.right_decision_id, supplier: nameOf(row.right_heading).supplier },
    })),
  };
}
