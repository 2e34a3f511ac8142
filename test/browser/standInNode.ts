import { once } from 'node:events'
import { createServer, type Server } from 'node:http'

/** A server in the place of an oracle's node: says whatever a test wants, to any page, and can be stopped and started. */
export class StandInNode {
  /** What it answers with. */
  says = ''
  /** How often it was asked. */
  asked = 0
  readonly #port: number
  #server: Server | undefined

  constructor(port: number) {
    this.#port = port
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start(): Promise<this> {
    this.#server = createServer((_request, response) => {
      this.asked += 1
      response.writeHead(200, { 'content-type': 'application/json', 'access-control-allow-origin': '*' })
      response.end(this.says)
    }).listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (!server) return
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
}
