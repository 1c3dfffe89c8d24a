import type {
  ResponseCreateParamsStreaming,
  ResponseInputItem,
  ResponseOutputRefusal,
  ResponseOutputText,
} from 'openai/resources/responses/responses';

/** The assistant's words in a history. The upstream wants neither the id nor the annotations that they once had. */
export interface AssistantMessage {
  readonly type: 'message';
  readonly role: 'assistant';
  readonly content: (Omit<ResponseOutputText, 'annotations'> | ResponseOutputRefusal)[];
}

export type InputItem = Exclude<ResponseInputItem, { role: 'assistant' }> | AssistantMessage;

/** A request to the upstream, which takes only streamed and unstored ones. */
export interface ResponsesBody extends Omit<
  ResponseCreateParamsStreaming,
  'input' | 'model' | 'instructions' | 'tool_choice'
> {
  readonly model: string;
  /** Always there: the upstream has refused requests without it. */
  readonly instructions: string;
  readonly input: InputItem[];
  /** The upstream's name for the search tool is newer than the SDK's list. */
  readonly tool_choice?: NonNullable<ResponseCreateParamsStreaming['tool_choice']> | { readonly type: 'web_search' };
  readonly store: false;
}
