import { deviceStatuses, deviceTypes, type Device } from '../domain/device.js';
import { readEui64, type Eui64 } from '../domain/eui64.js';
import { Fault, type Place } from '../domain/fault.js';
import { maskDigits } from '../domain/mpxn.js';
import { srNamespace } from './namespaces.js';
import { readXml, requestLimits } from './read-xml.js';
import type { XmlLimits } from './xml-cursor.js';
import { withoutSpaceAround } from './xml-text.js';
import { createPlaceOf, placeOf, type PlaceOf, type XmlElement } from './xml-tree.js';

/** Many devices may stand in one file, no deeper than in a request. */
const inventoryLimits: XmlLimits = { ...requestLimits, bytes: 16 * 1024 * 1024, elements: 1_000_000 };

/** A device that cannot be taken. */
export interface RejectedDevice {
  /** the how manieth of the response it is, from 1 */
  readonly position: number;
  /** what it says, as it stands, by the name of the element; one that stands twice by the first */
  readonly written: ReadonlyMap<string, string>;
  /** that of its Communications Hub, where one is known */
  readonly hubId: Eui64 | undefined;
  readonly problems: readonly Place[];
}

interface DeviceRow {
  readonly element: XmlElement;
  /** undefined: it has problems */
  readonly device: Device | undefined;
  readonly problems: readonly Place[];
}

/**
 * Devices of a DUIS Read Inventory Response (8.2). A device with a problem is left out of `devices` and told in `rejected`
 * with the line of each.
 *
 * The response names no hub of a device, but an 8.2 answers for one premises or one hub. So when exactly one Communications
 * Hub (CHF) stands in it, its DeviceID is taken as the `hubId` of every other device in it; otherwise `hubId` is undefined.
 *
 * Throws `Fault('too-large')` above 16 MB, `Fault('not-well-formed')`, and `Fault('data-invalid')` for another message.
 */
export function readInventory(bytes: Uint8Array): { devices: Device[]; rejected: RejectedDevice[] } {
  const placeOfDevice = createPlaceOf();
  const rows = readDeviceElements(readXml(bytes, inventoryLimits)).map((element) => readRow(element, placeOfDevice));
  const repeated = problemsOfRepeatedDevices(rows, placeOfDevice);
  const hubId = findOnlyHub(rows);
  const devices: Device[] = [];
  const rejected: RejectedDevice[] = [];
  rows.forEach(({ element, device, problems: found }, index) => {
    const problems = [...found, ...(repeated.get(element) ?? [])];
    if (device !== undefined && problems.length === 0) devices.push(device.id === hubId ? device : { ...device, hubId });
    else rejected.push({ position: index + 1, written: writtenIn(element), hubId: device?.id === hubId ? undefined : hubId, problems });
  });
  return { devices, rejected };
}

function writtenIn({ children }: XmlElement): ReadonlyMap<string, string> {
  return new Map(children.filter(({ namespace }) => namespace === srNamespace).map(({ name, text }) => [name, text] as const).reverse());
}

function readDeviceElements(root: XmlElement): readonly XmlElement[] {
  if (root.name !== 'Response' || root.namespace !== srNamespace) {
    return noInventory(root, `the root element must be sr:Response in namespace ${srNamespace}`);
  }
  const message = readOnly(readOnly(root, 'Body'), 'ResponseMessage');
  const variant = readOnly(message, 'ServiceReferenceVariant');
  if (variant.text !== '8.2') {
    return noInventory(variant, 'it must be 8.2, the Read Inventory Response');
  }
  childrenNamed(root, 'Header').flatMap((header) => childrenNamed(header, 'ResponseCode')).forEach(requireSuccess);
  const inventory = readOnly(message, 'DSPInventory');
  const other = inventory.children.find((child) => child.name !== 'Device' || child.namespace !== srNamespace);
  return other === undefined ? inventory.children : noInventory(other, 'only sr:Device may stand here');
}

/** With any other code the DCC did not do what it was asked: whatever devices stand there are no inventory (DOMAIN 1.7). */
function requireSuccess(code: XmlElement): void {
  const text = withoutSpaceAround(code.text);
  if (text === 'I0') return;
  const shown = /^[A-Z]\d{1,6}$/.test(text) ? `\`${text}\` is` : 'this is';
  const place = placeOf(code, `${shown} not the code of success, \`I0\`: ask for the inventory again`);
  throw new Fault('data-invalid', `the response tells of no success: ${place.at}: ${place.problem}`, [place]);
}

function readRow(element: XmlElement, placeOfDevice: PlaceOf): DeviceRow {
  const problems: Place[] = [];
  const findValue = <T>(name: string, read: (text: string) => T): T | undefined => {
    const found = readValue(element, name, placeOfDevice, read);
    if ('value' in found) return found.value;
    problems.push(found.problem);
    return undefined;
  };
  const id = findValue('DeviceID', (text) => readEui64(withoutSpaceAround(text)));
  const type = findValue('DeviceType', (text) => readOneOf(deviceTypes, text));
  const rest = {
    status: findValue('DeviceStatus', (text) => readOneOf(deviceStatuses, text)),
    importMpxn: findValue('ImportMPxN', (text) => readDigits(text, 1)),
    secondaryImportMpan: findValue('SecondaryImportMPAN', (text) => readDigits(text, 13)),
    exportMpan: findValue('ExportMPAN', (text) => readDigits(text, 13)),
    hubId: undefined,
  };
  for (const name of ['DeviceID', 'DeviceType']) {
    problems.push(...(childrenNamed(element, name).length === 0 ? [placeOfDevice(element, `it lacks sr:${name}`)] : []));
  }
  const isSound = id !== undefined && type !== undefined && problems.length === 0;
  return { element, problems, device: isSound ? { id, type, ...rest } : undefined };
}

/** What the child says; undefined: it is not there. */
function readValue<T>(element: XmlElement, name: string, placeOfDevice: PlaceOf, read: (text: string) => T): { value: T | undefined } | { problem: Place } {
  const [child, second] = childrenNamed(element, name);
  if (child === undefined) {
    return { value: undefined };
  }
  if (second !== undefined || child.children.length > 0) {
    return { problem: placeOfDevice(second ?? child, 'it stands twice, or holds elements') };
  }
  try {
    return { value: read(child.text) };
  } catch (cause) {
    if (cause instanceof Fault) {
      return { problem: placeOfDevice(child, maskDigits(cause.message)) };
    }
    throw cause;
  }
}

function readOneOf<T extends string>(names: readonly T[], text: string): T {
  return names.find((name) => name === text) ?? malformed(`\`${text.slice(0, 60)}\` is none of ${names.join(', ')}`);
}

function readDigits(text: string, least: 1 | 13): string {
  const isMpxn = /^[0-9]{1,13}$/.test(text) && text.length >= least;
  return isMpxn ? text : malformed(`\`${text.slice(0, 60)}\` is no ${least === 13 ? 'MPAN: write 13 digits' : 'MPxN: write 1 to 13 digits'}`);
}

function malformed(problem: string): never {
  throw new Fault('malformed-value', problem);
}

function problemsOfRepeatedDevices(rows: readonly DeviceRow[], placeOfDevice: PlaceOf): ReadonlyMap<XmlElement, readonly Place[]> {
  const seen = new Set<string>();
  const repeated = new Map<XmlElement, readonly Place[]>();
  for (const { element, device } of rows) {
    if (device !== undefined && seen.has(device.id)) {
      repeated.set(element, [placeOfDevice(element, `device ${device.id} stands twice: keep one of them`)]);
    }
    seen.add(device?.id ?? '');
  }
  return repeated;
}

/** A hub that could not be read counts too: with it there are two, and none can be told to be the one. */
function findOnlyHub(rows: readonly DeviceRow[]): string | undefined {
  const hubs = rows.filter(({ element }) => childrenNamed(element, 'DeviceType').some(({ text }) => text === 'CHF'));
  return hubs.length === 1 ? hubs[0]?.device?.id : undefined;
}

function childrenNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name && child.namespace === srNamespace);
}

function readOnly(parent: XmlElement, name: string): XmlElement {
  const [child, second] = childrenNamed(parent, name);
  if (child === undefined) {
    return noInventory(parent, `it lacks sr:${name}`);
  }
  return second === undefined ? child : noInventory(second, 'it stands twice');
}

function noInventory(element: XmlElement, problem: string): never {
  const place = placeOf(element, problem);
  throw new Fault('data-invalid', `the message is no Read Inventory Response: ${place.at}: ${problem}`, [place]);
}
