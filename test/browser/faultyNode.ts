import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'

/** The way to a node of the chain, which can be cut and mended, or go silent: it takes requests and never answers. */
export class FaultyNode {
  readonly #target: URL
  readonly #port: number
  #server: Server | undefined
  /** Told of each request while it is silent. */
  #swallow: (() => void) | undefined

  constructor(rpcUrl: string, port: number) {
    this.#target = new URL(rpcUrl)
    this.#port = port
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async mend(): Promise<void> {
    this.#server = createServer((incoming, response) => {
      if (this.#swallow) return this.#swallow()
      const { method, headers } = incoming
      const outgoing = request(this.#target, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      })
      outgoing.on('error', () => incoming.socket.destroy())
      incoming.pipe(outgoing)
    }).listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  /** Takes what it is asked, and does not answer. Resolves once it was asked. */
  silence(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#swallow = resolve
    return promise
  }

  speak(): void {
    this.#swallow = undefined
  }

  /** Whoever asks is refused, and who waits for an answer is cut off. */
  async cut(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (!server) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
}
