import type { FrontRequest } from './front.ts';

/** A request that the worker sent, to be sent again by the null connector. */
export interface RecordedRequest extends FrontRequest {
  readonly service: 'exchange' | 'index';
}

export interface Recording {
  readonly requests: readonly RecordedRequest[];
}
