import type { CatalogueView } from '../../accounts/models/model-catalogue.ts';
import { durationWords } from '../../accounts/duration-words.ts';
import type { Report } from '../../contract/reports.ts';
import type { Store } from '../../storage/store.ts';
import type { PriceBook } from '../../usage/price-book.ts';
import { coded, fine, notApplicable, warning, type Finding, type SelfTest } from '../self-test.ts';

export interface ModelTestPorts {
  readonly catalogue: { view(): CatalogueView };
  readonly accountCount: () => number;
  readonly prices: Pick<PriceBook, 'priceOf'>;
  readonly store: Pick<Store, 'readReport'>;
  readonly nowMs: () => number;
}

const dayMs = 86_400_000;
const oldMs = 7 * dayMs;
const mostNamed = 10;

export function modelTests(ports: ModelTestPorts): SelfTest[] {
  return [
    {
      id: 'models.catalogue',
      symptoms: ['S36'],
      title: 'The list of models is there',
      run: () => judgeCatalogue(ports.catalogue.view(), ports.accountCount(), ports.nowMs()),
    },
    {
      id: 'models.prices',
      symptoms: ['S44'],
      title: 'Every model of the last seven days has a price',
      run: async () => {
        const end = new Date(ports.nowMs()).toISOString().slice(0, 10);
        const start = new Date(ports.nowMs() - 6 * dayMs).toISOString().slice(0, 10);
        const report = await ports.store.readReport({ start, end, timezone: 'UTC' });
        return judgePrices(report.byModel, (model) => ports.prices.priceOf(model) !== null);
      },
    },
  ];
}

/** Pure. */
export function judgeCatalogue({ models, asOfMs }: CatalogueView, accountCount: number, nowMs: number): Finding {
  if (accountCount === 0)
    return coded('models.no_account', {}, notApplicable('There is no account whose models could be listed.'));
  const ask = 'It is asked for when a client lists the models. Have one do so, then look again.';
  if (asOfMs === null) return coded('models.never', {}, warning('No account has listed its models yet.', ask));
  const age = durationWords(Math.max(0, nowMs - asOfMs));
  const details = models.map(({ slug }) => slug);
  const facts = { ageMs: Math.max(0, nowMs - asOfMs), count: models.length };
  return nowMs - asOfMs > oldMs
    ? coded('models.old', facts, warning(`The list is ${age} old.`, ask, details))
    : coded('models.ok', facts, fine(`${models.length} models, as of ${age} ago.`, details));
}

/** Pure. */
export function judgePrices(byModel: Report['byModel'], isPriced: (model: string) => boolean): Finding {
  const asked = byModel.flatMap(({ value }) => value ?? []);
  if (asked.length === 0)
    return coded('prices.none_asked', {}, notApplicable('Nobody asked for a model in the last seven days.'));
  const unpriced = asked.filter((model) => !isPriced(model));
  const facts = { asked: asked.length, missing: unpriced.length };
  if (unpriced.length === 0) return coded('prices.ok', facts, fine(`All ${asked.length} have one.`));
  return coded(
    'prices.missing',
    facts,
    warning(
      `${unpriced.length} of ${asked.length} have none, so their costs are in no sum.`,
      'Write their prices under Keys, Prices.',
      unpriced.slice(0, mostNamed),
    ),
  );
}
