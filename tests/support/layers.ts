/** Which other parts of `src` a part may import; engines and transfer are looked up under their first folder. */
export const layers: Record<string, readonly string[]> = {
  contract: [],
  wire: ['contract'],
  language: ['contract'],
  disk: ['contract', 'wire'],
  programs: [],
  'engines/kit': ['contract', 'wire', 'programs'],
  engines: ['contract', 'wire', 'disk', 'programs', 'engines/kit'],
  'engines/tunnel': ['contract', 'wire', 'programs', 'engines/kit', 'transfer', 'rtc'],
  transfer: ['contract', 'wire'],
  rtc: ['contract', 'wire', 'transfer'],
  host: ['contract', 'wire', 'disk', 'programs', 'transfer'],
  main: ['contract', 'wire', 'host', 'language', 'transfer'],
  preload: ['contract'],
  web: ['contract', 'wire', 'host', 'transfer'],
  cli: ['contract', 'wire', 'disk', 'host', 'web', 'transfer', 'rtc'],
  renderer: ['contract', 'wire', 'language', 'transfer', 'preload'],
}
