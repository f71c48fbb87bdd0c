// Loaded before a program: node-datachannel is not installed.
import { registerHooks } from 'node:module'

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'node-datachannel') throw new Error('Cannot find package "node-datachannel"')
    return next(specifier, context)
  },
})
