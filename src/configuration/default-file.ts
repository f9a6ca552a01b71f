import { fileURLToPath } from 'node:url';

/** `config/default.yaml`, which holds every key, wherever slotguard was started. */
export const defaultConfigurationFile = fileURLToPath(new URL('../../config/default.yaml', import.meta.url));
