/** Stand-ins for the engines that open no sockets. */
export const fakeEngines = {
  forward: new URL('./fake-engine.ts', import.meta.url),
  bond: new URL('./fake-bond-engine.ts', import.meta.url),
  sync: new URL('./fake-sync-engine.ts', import.meta.url),
  tunnel: new URL('./fake-tunnel-engine.ts', import.meta.url),
  diagnose: new URL('./fake-diagnose-engine.ts', import.meta.url),
}
