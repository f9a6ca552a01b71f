/** Permissive: whoever has the product may do with it what its own licence says. */
export const permissive = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0', 'Unlicense', 'CC0-1.0', 'MIT-0'];

/** What development may use besides: package, licence, and why that does no harm. */
export const allowedInDevelopment: readonly (readonly [name: string, licence: string, why: string])[] = [
  ['argparse', 'PSF-2.0', 'permissive, and Python’s own'],
  ['axe-core', 'MPL-2.0', 'copyleft of its own files, which are shown to a browser in a test as they are'],
  ['date-holidays', '(ISC AND CC-BY-3.0)', 'its dates are attributed to their authors in the package, and are compared with ours in a test'],
];

/** Whether every condition of an SPDX expression (AND), and of each choice (OR) one, is allowed. */
export function isAllowed(expression: string, allowed: readonly string[]): boolean {
  const bare = /^\((.*)\)$/.exec(expression)?.[1] ?? expression;
  return bare.split(' AND ').every((each) => each.split(' OR ').some((licence) => allowed.includes(licence)));
}
