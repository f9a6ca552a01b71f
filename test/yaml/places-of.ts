import { expect } from 'chai';
import { Fault, type Place } from '../../src/domain/fault.js';
import { readYaml } from '../../src/yaml/read-yaml.js';

/** What a text that is called `x.yaml` is refused with. */
export function placesOf(text: string | Uint8Array): readonly Place[] {
  try {
    readYaml(text, 'x.yaml');
  } catch (error) {
    if (error instanceof Fault && error.code === 'data-invalid') {
      return error.places;
    }
    throw error;
  }
  throw new Error('was read');
}

export function onlyPlaceOf(text: string | Uint8Array): string {
  const places = placesOf(text);
  expect(places).to.have.length(1);
  return places.map(({ at, problem }) => `${at} ${problem}`).join();
}
