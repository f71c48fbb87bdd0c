// Run by electron-builder when a package is put together: refuses one whose native parts are for another machine, and adds the
// licences of what is in it.
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileName, thirdPartyText } from './licences.mjs'
import { machineOf } from './machine-of.mjs'
import { root } from './setup.mjs'

const archs = ['ia32', 'x64', 'armv7l', 'arm64', 'universal']

export default async function afterPack({ appOutDir, packager, electronPlatformName, arch }) {
  const wrong = foreignParts(packager.getResourcesDir(appOutDir), electronPlatformName, archs[arch])
  if (wrong.length > 0)
    throw new Error(
      `The native parts that are installed here are not for ${electronPlatformName} on ${archs[arch]}: ${wrong.join(', ')}. Build on such a machine, after npm ci there.`,
    )
  writeFileSync(join(packager.getResourcesDir(appOutDir), fileName), thirdPartyText(root))
}

/** Native parts beside the archive of which none fits, by package: several systems' parts may lie in one. */
export function foreignParts(resources, platform, arch) {
  const unpacked = join(resources, 'app.asar.unpacked')
  const names = existsSync(unpacked) ? readdirSync(unpacked, { recursive: true }) : []
  const fits = new Map()
  for (const name of names.filter((each) => each.endsWith('.node'))) {
    const path = name.replaceAll('\\', '/')
    const owner = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path
    const machine = machineOf(join(unpacked, name))
    const isFit = machine?.platform === platform && (arch === 'universal' || machine.archs.includes(arch))
    fits.set(owner, fits.get(owner) === true || isFit)
  }
  return [...fits].filter(([, isFit]) => !isFit).map(([owner]) => owner)
}
