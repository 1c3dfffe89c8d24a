import type {
  ResponseInputFile,
  ResponseInputImage,
  ResponseInputText,
  ResponseOutputRefusal,
  ResponseOutputText,
} from 'openai/resources/responses/responses';

import { malformed, unsupported } from '../../translate/chat-refusals.ts';
import type { ChatContent, ChatPart } from './chat-request-schema.ts';
import type { DropList } from '../../translate/drop-list.ts';

/** Parts of chat messages → parts of input items. */
export type InputPart = ResponseInputText | ResponseInputImage | ResponseInputFile;

/** Members of a part that are read. Others, such as cache marks, have no place upstream. */
const textMembers = new Set(['type', 'text']);
const imageMembers = new Set(['type', 'image_url', 'detail', 'file_id']);
const fileMembers = new Set(['type', 'file', 'file_data', 'file_id', 'filename', 'file_url']);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(part: ChatPart, where: string): string {
  if (typeof part['text'] === 'string') return part['text'];
  throw malformed(`${where}.text`, `\`${where}.text\` must be a string.`);
}

/** What a user, or a tool, may say. `where` names the part in a refusal. */
export function toInputPart(part: ChatPart, where: string, drops: DropList): InputPart {
  switch (part.type) {
    case 'text':
    case 'input_text':
      drops.addUnknown(part, textMembers, 'messages[].content[].');
      return { type: 'input_text', text: textOf(part, where) };
    case 'image_url':
    case 'input_image':
      drops.addUnknown(part, imageMembers, 'messages[].content[].');
      return toImage(part, where, drops);
    case 'file':
    case 'input_file':
      drops.addUnknown(part, fileMembers, 'messages[].content[].');
      return toFile(part, where);
    case 'input_audio':
      throw unsupported(where, 'Audio input is not supported. Send the words as text.');
    default:
      throw unsupported(where, 'This kind of content is not supported here. Send text, image_url or file parts.');
  }
}

const details = ['auto', 'low', 'high', 'original'] as const;

function toImage(part: ChatPart, where: string, drops: DropList): ResponseInputImage {
  const given = part['image_url'];
  const image = isRecord(given) ? given : { url: given, detail: part['detail'] };
  const known = details.find((name) => name === image['detail']);
  if (known === undefined && image['detail'] != null) drops.add('messages[].content[].detail');
  const detail = known ?? 'auto';
  if (typeof part['file_id'] === 'string') return { type: 'input_image', file_id: part['file_id'], detail };
  const { url } = image;
  if (typeof url !== 'string' || !/^(?:https?:\/\/|data:image\/)/i.test(url)) {
    throw malformed(`${where}.image_url`, 'An image must be an http(s) address or a data URL of an image.');
  }
  return { type: 'input_image', image_url: url, detail };
}

/** Of a file without a name; the upstream wants one for data. */
const usualFileName = 'document.pdf';

const mediaTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  md: 'text/markdown',
  txt: 'text/plain',
};

function toFile(part: ChatPart, where: string): ResponseInputFile {
  const file = isRecord(part['file']) ? part['file'] : part;
  const { file_id: id, file_data: data, file_url: url, filename } = file;
  if (typeof id === 'string' && id !== '') return { type: 'input_file', file_id: id };
  if (typeof data === 'string' && data !== '') {
    const name = typeof filename === 'string' && filename !== '' ? filename : usualFileName;
    return { type: 'input_file', filename: name, file_data: asDataUrl(data, name) };
  }
  if (typeof url === 'string' && url !== '') return { type: 'input_file', file_url: url };
  throw malformed(`${where}.file`, 'A file needs `file_data` or `file_id`.');
}

/** The chat API takes bare base64 as well; the Responses API does not. */
function asDataUrl(data: string, fileName: string): string {
  if (/^data:/i.test(data)) return data;
  const extension = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase();
  return `data:${mediaTypes[extension] ?? 'application/pdf'};base64,${data}`;
}

/** The texts of a message that may hold nothing else, in order. */
export function onlyTexts(content: ChatContent, where: string, drops: DropList): string[] {
  if (content == null) return [];
  if (typeof content === 'string') return content === '' ? [] : [content];
  return content.map((part, index) => {
    const place = `${where}[${index}]`;
    if (part.type !== 'text' && part.type !== 'input_text') {
      throw unsupported(place, 'Messages of this role can hold text only.');
    }
    drops.addUnknown(part, textMembers, 'messages[].content[].');
    return textOf(part, place);
  });
}

type OutputPart = Omit<ResponseOutputText, 'annotations'> | ResponseOutputRefusal;

/** What the assistant said: text must be `output_text`, anything else is refused upstream. */
export function toAssistantParts(content: ChatContent, where: string, drops: DropList): OutputPart[] {
  if (content == null || content === '') return [];
  if (typeof content === 'string') return [{ type: 'output_text', text: content }];
  const parts: OutputPart[] = [];
  for (const [index, part] of content.entries()) {
    const { refusal } = part;
    if (part.type === 'text' || part.type === 'output_text') {
      drops.addUnknown(part, textMembers, 'messages[].content[].');
      const text = textOf(part, `${where}[${index}]`);
      if (text !== '') parts.push({ type: 'output_text', text });
    } else if (part.type === 'refusal' && typeof refusal === 'string') parts.push({ type: 'refusal', refusal });
    // The upstream takes no images or thoughts from the assistant; the rest of the message still counts.
    else drops.add(`${where}[${index}]`);
  }
  return parts;
}

/** A tool's answer: one string, or parts where there is more than text in it. */
export function toToolOutput(content: ChatContent, where: string, drops: DropList): string | InputPart[] {
  if (content == null) return '';
  if (typeof content === 'string') return content;
  const parts = content.map((part, index) => toInputPart(part, `${where}[${index}]`, drops));
  const texts = parts.flatMap((part) => (part.type === 'input_text' ? [part.text] : []));
  return texts.length === parts.length ? texts.join('') : parts;
}
