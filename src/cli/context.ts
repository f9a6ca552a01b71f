import type { LoadedConfiguration } from '../configuration/load-configuration.js';
import type { Output } from './output.js';

/** What every command can use: the configuration that the command line names, and where to write. */
export interface CommandContext extends Output {
  loadConfiguration: () => LoadedConfiguration;
  /** sets the exit code of the process when the command is done */
  exitWith: (code: number) => void;
}
