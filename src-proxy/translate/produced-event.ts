import type {
  Response,
  ResponseCompletedEvent,
  ResponseCreatedEvent,
  ResponseCustomToolCallItem,
  ResponseFailedEvent,
  ResponseFunctionToolCall,
  ResponseIncompleteEvent,
  ResponseInProgressEvent,
  ResponseOutputMessage,
  ResponseReasoningItem,
  ResponseStreamEvent,
  ResponseUsage,
} from 'openai/resources/responses/responses';

/** Events that we write ourselves, as the official types have them. */
export type OutputItem =
  | ResponseOutputMessage
  | ResponseReasoningItem
  | (ResponseFunctionToolCall & { id: string })
  | ResponseCustomToolCallItem;

export type ItemStatus = 'completed' | 'incomplete';

/** A service that gives no counter of cached or reasoning tokens is not made to say zero. */
export interface ProducedUsage extends Omit<ResponseUsage, 'input_tokens_details' | 'output_tokens_details'> {
  input_tokens_details?: Partial<ResponseUsage['input_tokens_details']>;
  output_tokens_details?: ResponseUsage['output_tokens_details'];
}

/** Codes of ours are not on the official list, and clients know codes that are not. */
export interface ProducedError {
  readonly code: string;
  readonly message: string;
}

/** Without `output_text`, which SDKs compute, and what only the official service can say. */
export interface ProducedResponse extends Omit<
  Response,
  'access_programs' | 'output_text' | 'output' | 'usage' | 'error'
> {
  output: OutputItem[];
  usage: ProducedUsage | null;
  error: ProducedError | null;
}

type LifeEvent =
  | ResponseCreatedEvent
  | ResponseInProgressEvent
  | ResponseCompletedEvent
  | ResponseIncompleteEvent
  | ResponseFailedEvent;

type WithOwnResponse<Event> = Event extends LifeEvent
  ? Omit<Event, 'response'> & { response: ProducedResponse }
  : Event;

export type ProducedEvent = WithOwnResponse<ResponseStreamEvent>;

type Unnumbered<Event> = Event extends ProducedEvent ? Omit<Event, 'sequence_number'> : never;
export type UnnumberedEvent = Unnumbered<ProducedEvent>;

/** The event as it goes over the wire. */
export function writtenEvent(event: ProducedEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
