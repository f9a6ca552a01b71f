import type { Party, PartyDirectory } from '../../domain/party.js';
import { createDirectory } from '../../parties/directory.js';

/** A fictitious Network Operator; gas transporters have no distributor id. */
export interface SampleOperator {
  id: string;
  name: string;
  distributorId?: string;
}

/** A fictitious Supplier. */
export interface SampleSupplier {
  id: string;
  name: string;
  /** requests in scope on a working day */
  daily: number;
  /** devices a month that are rejected for the first time */
  rejected: number;
  /** how many of its rejected devices are put right sooner or later, 0 to 1 */
  care: number;
  users: number;
  hasLeft?: true;
}

export const sampleOperators: readonly SampleOperator[] = [
  { id: 'aldermoor', name: 'Aldermoor Networks plc', distributorId: '10' },
  { id: 'brackenfield', name: 'Brackenfield Distribution plc', distributorId: '11' },
  { id: 'castlemere', name: 'Castlemere Electricity Networks Ltd', distributorId: '12' },
  { id: 'dunholme', name: 'Dunholme Grid plc', distributorId: '13' },
  { id: 'eastwater', name: 'Eastwater Power Networks plc', distributorId: '14' },
  { id: 'ferncliffe', name: 'Ferncliffe Networks Ltd', distributorId: '15' },
  { id: 'glenorran', name: 'Glenorran Hydro Networks plc', distributorId: '17' },
  { id: 'inverlaith', name: 'Inverlaith Distribution plc', distributorId: '18' },
  { id: 'hartsdown', name: 'Hartsdown Electricity plc', distributorId: '19' },
  { id: 'kelderwick', name: 'Kelderwick Independent Networks Ltd', distributorId: '24' },
  { id: 'lanternhill', name: 'Lanternhill Gas Transport Ltd' },
  { id: 'mossbank', name: 'Mossbank Pipelines plc' },
  { id: 'nettlecombe', name: 'Nettlecombe Gas Networks plc' },
  { id: 'oxbarrow', name: 'Oxbarrow Gas Ltd' },
];

export const sampleSuppliers: readonly SampleSupplier[] = [
  { id: 'larkmeadow', name: 'Larkmeadow Energy plc', daily: 1900, rejected: 62, care: 0.9, users: 3 },
  { id: 'northbeck', name: 'Northbeck Power Ltd', daily: 1650, rejected: 88, care: 0.7, users: 2 },
  { id: 'tidewell', name: 'Tidewell Gas & Electric plc', daily: 1200, rejected: 31, care: 0.95, users: 2 },
  { id: 'heronsgate', name: 'Heronsgate Home Energy Ltd', daily: 980, rejected: 54, care: 0.6, users: 2 },
  { id: 'copperlea', name: 'Copperlea Energy Ltd', daily: 640, rejected: 12, care: 0.9, users: 1 },
  { id: 'millrace', name: 'Millrace Power Ltd', daily: 420, rejected: 37, care: 0.5, users: 1 },
  { id: 'alderbank', name: 'Alderbank Energy Ltd', daily: 310, rejected: 9, care: 0.8, users: 1 },
  { id: 'brightmoor', name: 'Brightmoor Electric Ltd', daily: 260, rejected: 15, care: 0.75, users: 2 },
  { id: 'kestrel-row', name: 'Kestrel Row Energy Ltd', daily: 180, rejected: 4, care: 1, users: 1 },
  { id: 'saltings', name: 'Saltings Energy Ltd', daily: 150, rejected: 21, care: 0.3, users: 1 },
  { id: 'peatway', name: 'Peatway Renewable Power Ltd', daily: 120, rejected: 3, care: 0.9, users: 1 },
  { id: 'thornley-heath', name: 'Thornley Heath Light & Heat Ltd', daily: 90, rejected: 6, care: 0.6, users: 1 },
  { id: 'quarrygate', name: 'Quarrygate Energy Ltd', daily: 70, rejected: 2, care: 1, users: 1 },
  { id: 'foxglade', name: 'Foxglade Community Energy CIC', daily: 45, rejected: 0, care: 1, users: 1 },
  { id: 'windle-and-rowe', name: 'Windle & Rowe Business Energy Ltd', daily: 40, rejected: 5, care: 0.4, users: 1 },
  { id: 'greyfriars', name: 'Greyfriars Utilities Ltd', daily: 25, rejected: 0, care: 1, users: 1 },
  { id: 'sixpenny', name: 'Sixpenny Power Ltd', daily: 18, rejected: 2, care: 0.5, users: 1 },
  { id: 'embervale', name: 'Embervale Energy Ltd', daily: 12, rejected: 4, care: 0, users: 1, hasLeft: true },
  { id: 'yarrow', name: 'Yarrow Energy Ltd', daily: 6, rejected: 0, care: 1, users: 1 },
  { id: 'zephyr-lane', name: 'Zephyr Lane Energy Ltd', daily: 0, rejected: 0, care: 1, users: 1 },
  { id: 'bellwether', name: 'Bellwether Smart Homes Ltd', daily: 0, rejected: 0, care: 1, users: 1 },
];

/** The User IDs of a Supplier, by its place in the list. */
export function sampleUserIds(supplier: SampleSupplier): string[] {
  const place = (sampleSuppliers.indexOf(supplier) + 1).toString(16).toUpperCase().padStart(2, '0');
  return Array.from({ length: supplier.users }, (_, index) => `00-5A-3D-1F-30-${place}-00-0${index}`);
}

/** The directory on the day of the report: a Supplier that has left is no longer in it. */
export function sampleDirectory(): PartyDirectory {
  const operators = sampleOperators.map(({ id, name, distributorId }) => party({ id, name, kind: 'network-operator', distributorIds: distributorId === undefined ? [] : [distributorId] }));
  const suppliers = sampleSuppliers.filter(({ hasLeft }) => hasLeft === undefined);
  return createDirectory([...operators, ...suppliers.map((supplier) => party({ id: supplier.id, name: supplier.name, kind: 'supplier', users: sampleUserIds(supplier).map((id) => ({ id, role: 'IS' })) }))]);
}

function party(told: Pick<Party, 'id' | 'name' | 'kind'> & Partial<Party>): Party {
  return { entityIds: [], users: [], marketParticipantIds: [], distributorIds: [], group: undefined, ...told };
}
