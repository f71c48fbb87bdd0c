import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const source = (path: string) => resolve(import.meta.dirname, 'src', path)

// Every engine is a named entry, because the host starts engines by URL (`new Worker(url)`, or in a process), never by import.
export default defineConfig({
  main: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          index: source('main/index.ts'),
          forward: source('engines/forward/index.ts'),
          bond: source('engines/bond/index.ts'),
          sync: source('engines/sync/index.ts'),
          tunnel: source('engines/tunnel/index.ts'),
          diagnose: source('engines/diagnose/index.ts'),
          'sync-hash': source('engines/sync/content/hash-worker.ts'),
          web: source('web/index.ts'),
          cli: source('cli/index.ts'),
        },
        external: [
          'electron',
          'koffi',
          '@napi-rs/blake-hash',
          '@parcel/watcher',
          'node-datachannel',
          /^@matrixai\/quic-/,
          /\.node$/,
        ],
      },
    },
  },
  // A sandboxed preload cannot be an ES module.
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  // Nothing is put into the pages as data: the policy allows fonts from the app itself only.
  renderer: {
    plugins: [react(), tailwindcss()],
    build: {
      minify: true,
      assetsInlineLimit: 0,
      rolldownOptions: {
        output: {
          // It makes errors while it is loaded: who looks where they come from reads all code of the same file once more.
          codeSplitting: {
            groups: [{ name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ }],
          },
        },
      },
    },
  },
})
