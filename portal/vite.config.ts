import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The portal as static files: relative addresses, so that it works under any path, from IPFS too. */
export default defineConfig({
  root: here('.'),
  base: './',
  publicDir: here('./public'),
  // Its warnings are of a library's branch for other runtimes that no browser takes.
  logLevel: 'error',
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: 'es2024',
    // The policy of the page allows no inline style, script or picture that the build would make of a small file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: 'manifest.json',
    chunkSizeWarningLimit: 1_000,
  },
})
