import manifest from '../../package.json' with { type: 'json' }

/** Hawser's own version. */
export const version: string = manifest.version
