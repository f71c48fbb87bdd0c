/**
 * Node's servers. An import of `node:http` reads all that it exports, among it the WebSocket of browsers, whose code
 * takes a tenth of the time until the host serves.
 */
export const { createServer } = process.getBuiltinModule('node:http')
/** As above, over TLS. */
export const { createServer: createTlsServer } = process.getBuiltinModule('node:https')
