import type { Price } from '#contract/prices.ts';

const kinds: Record<keyof Price, string> = {
  standard: 'Standard',
  priority: 'Priority tier',
  flex: 'Flex tier',
  longContext: 'More than 272,000 input tokens',
};

/** What models cost. */
export const enPrices = {
  prices: {
    heading: 'Prices',
    hint: 'What is spent is reckoned with these list prices of the public API, in US dollars for a million tokens. A change holds from the next request on; what is past keeps its cost.',
    caption: 'Prices in US dollars for a million tokens, by model',
    columns: { model: 'Model', input: 'Input', cached: 'Cached input', output: 'Output', source: 'From' },
    sources: { builtin: 'Built in', custom: 'Yours' },
    withDated: 'and its dated versions',
    more: (names: string) => `Also: ${names}`,
    sameAsInput: 'as input',
    find: 'Find a model',
    total: (shown: string, all: string) => `${shown} of ${all}`,
    noneFound: 'No model of this name has a price. You can add one.',
    onlyCustom: 'Only mine',
    add: 'Add a price',
    edit: 'Edit',
    editOne: (model: string) => `Edit the price of ${model}`,
    back: 'Back to default',
    backOne: (model: string) => `Back to the default price of ${model}`,
    backToBuiltin: (model: string) => `The built-in price of ${model} holds again.`,
    backToNone: (model: string) => `${model} has no price any more.`,
    saved: (model: string) => `The price of ${model} holds from the next request on.`,
    unknown: {
      heading: 'Models without a price',
      body: 'Recent requests asked for these models. Their cost is unknown, and limits on cost go by an estimate.',
      badge: 'Price unknown',
      set: 'Set a price',
      setOne: (model: string) => `Set a price for ${model}`,
    },
    editor: {
      addHeading: 'Add a price',
      editHeading: (model: string) => `The price of ${model}`,
      model: 'Model',
      modelHint: 'Its exact name. A * at the end stands for whatever follows; of two that fit, the longer one holds.',
      unit: 'In US dollars for a million tokens.',
      kinds,
      apart: {
        priority: 'Priority tier costs something else',
        flex: 'Flex tier costs something else',
        longContext: 'Requests of more than 272,000 input tokens cost something else',
      },
      input: 'Input',
      cachedInput: 'Cached input',
      cachedHint: 'as input',
      output: 'Output',
      save: 'Save',
      saving: 'Saving…',
      needsModel: 'Write the name of the model, without blanks; only its last character may be a *.',
      needsRates: (kind: string) =>
        `${kind}: input and output each need a number of dollars, such as 1.25. Cached input may be empty.`,
    },
  },
} as const;
