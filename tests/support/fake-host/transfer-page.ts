import { FakeTransferClient } from './transfer-client.ts'
import { sceneNames } from './transfer-scenes.ts'

// Runs in the page, before what the page itself is made of; the scene and the pace are in the script's own address.
const asked = new URL(import.meta.url).searchParams
const scene = sceneNames.find((name) => name === asked.get('scene')) ?? 'none'
Object.assign(globalThis, { hawserTransfers: new FakeTransferClient(scene, Number(asked.get('pace') ?? 1)) })
