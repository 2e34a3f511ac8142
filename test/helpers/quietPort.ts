import { createServer } from 'node:net'

/** Below what systems hand out to whoever asks for any free port, and below the fixed ports of other tests (27,545 and on). */
const FIRST = 20_000
const COUNT = 7_000

let next = 0

/**
 * A free port for a server that is stopped and started again, or is told of before it listens: nothing else takes it
 * meanwhile, as it may one that the system gave.
 */
export async function quietPort(): Promise<number> {
  for (;;) {
    const port = FIRST + ((process.pid * 97 + next++) % COUNT)
    if (await isFree(port)) return port
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
