import { expect, test } from 'vitest'
import { addonPaths } from '../../../src/engines/kit/datagram/native-addon.ts'

const name = `native/build/batch-udp-linux-${process.arch}.node`

test.runIf(process.platform !== 'win32')(
  'the addon is looked for where each form of the program keeps it',
  () => {
    const paths = (file: string) => addonPaths(`file:///${file}`)
    expect(paths('work/src/engines/kit/datagram/native-addon.ts')).toContain(`/work/${name}`)
    expect(paths('work/out/main/bond.js')).toContain(`/work/${name}`)
    expect(paths('work/out/main/chunks/open-io-Cx1.js')).toContain(`/work/${name}`)
  },
)

test.runIf(process.platform !== 'win32')('of a packaged app it is what lies beside the archive', () => {
  const resources = '/opt/My%20App/resources'
  for (const file of ['out/main/bond.js', 'out/main/chunks/a.js'])
    expect(addonPaths(`file://${resources}/app.asar/${file}`)).toContain(
      `/opt/My App/resources/app.asar.unpacked/${name}`,
    )
})
