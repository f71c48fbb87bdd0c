// Puts records of our own and of a device, one transaction after the other, until it is killed: `node writer.ts DATABASE`.
import { SyncStore } from '../../../../src/engines/sync/store/sync-store.ts'
import { contentOf, deviceOf, fileRecord } from '../../../unit/sync/store/records.ts'

const store = SyncStore.open({ path: process.argv[2]!, notice: (text) => console.log(text) })
const folder = store.folder('films')
for (let n = 0; ; n++) {
  const version = [[deviceOf('A'), n + 1]] as const
  const records = Array.from({ length: 20 }, (_, k) => {
    const { content, size } = contentOf(`${n} ${k}`, 40)
    return fileRecord(`file ${(n * 7 + k * 13) % 500}`, {
      version,
      content,
      size,
      chunks: 40,
      sequence: n * 20 + k + 1,
    })
  })
  const manifests = new Map(records.map(({ content }, k) => [content, contentOf(`${n} ${k}`, 40).chunks]))
  folder.put(records.slice(5), manifests)
  folder.putRemote(deviceOf('B'), 'index', records.slice(0, 15))
  if (n % 10 === 9) {
    folder.resetRemote(deviceOf('C'), `index ${n}`)
    folder.putRemote(deviceOf('C'), `index ${n}`, records)
  }
  store.tidy(1)
  if (n === 0) console.log('writing')
}
