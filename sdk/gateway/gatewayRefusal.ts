/** Behind an error whose message is what a gateway said: whoever shows it can say whose words they are. */
export class GatewayRefusal extends Error {
  readonly status: number

  constructor(status: number) {
    super(`A gateway answered with status ${status}.`)
    this.status = status
  }
}
