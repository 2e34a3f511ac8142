import { Component, type ComponentChildren } from 'preact'
import { TroubleNote } from './trouble.tsx'

interface BoundaryState {
  readonly error: unknown
}

/** Where something in the page cannot be shown, says so: the rest of the portal goes on. */
export class Boundary extends Component<{ readonly children: ComponentChildren }, BoundaryState> {
  override state: BoundaryState = { error: null }

  static override getDerivedStateFromError(error: unknown): BoundaryState {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    return <TroubleNote error={error} onRetry={() => this.setState({ error: null })} />
  }
}
