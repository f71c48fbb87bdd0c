import { FakeTransferClient } from './transfer-client.ts'
import { sceneNames } from './transfer-scenes.ts'

// Runs in the page, before what the page itself is made of; the scene is in the script's own address.
const wanted = new URL(import.meta.url).searchParams.get('scene')
const scene = sceneNames.find((name) => name === wanted) ?? 'none'
Object.assign(globalThis, { hawserTransfers: new FakeTransferClient(scene) })
