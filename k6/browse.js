// How many people can look at the shop: lists, pages further on, search, a product with the stock of now,
// best sellers; a part of them with the ETag of what they saw before.
import { check, sleep } from 'k6';
import { mix, number, refuseIf, settle, share, whole } from './lib/env.js';
import { batches, hide, makeProducts, open, proveInvariants } from './lib/shop.js';
import { client, dataOf } from './lib/client.js';
import { load, plan, warmThenMain } from './lib/plan.js';
import { sizes, verify } from './lib/settings.js';
import { chance, oneOf, random, weighted } from './lib/random.js';
import { report } from './lib/report.js';

const size = sizes({ vus: 40, rate: 1000, p95: 50 });
const PRODUCTS = whole('PRODUCTS', 100, 'products that the run makes', 1, 100000);
const REVALIDATE = share('REVALIDATE', 0.3, 'the part of reads of a product that sends the ETag of the read before');
const MIX = mix('MIX', 'product:55,top:20,list:15,next:5,search:5', 'how often which page is looked at',
  ['product', 'top', 'list', 'next', 'search']);
const THINK = number('THINK', 0, 'seconds between two pages of one visitor, half of it up to one and a half times');
refuseIf(size.mode === 'open' && THINK > 0, 'THINK: the open form has no think time; RATE says how often visitors come');
settle();

const ROUTES = {
  product: { path: 'GET /products/{productId}', statuses: [200, 304] },
  top: { path: 'GET /products/top', statuses: [200] },
  list: { path: 'GET /products', statuses: [200] },
  next: { path: 'GET /products?cursor=…', statuses: [200] },
  search: { path: 'GET /products?q=…', statuses: [200] },
};
const api = client(ROUTES, [], size.duration);

export const options = plan({ scenarios: warmThenMain(size, load(size)), routes: ROUTES, size, options: batches });
export const handleSummary = report({ name: 'browse', size, routes: ROUTES,
  question: 'How many readers can the shop serve, and how long does each page take?' });

export function setup() {
  const run = open();
  return { run, products: makeProducts(run, PRODUCTS, 1000) };
}

const etags = {};
let cursor;

const PAGES = {
  product({ products }) {
    const { id, price } = oneOf(products);
    const known = etags[id] !== undefined && chance(REVALIDATE);
    const compare = !known && chance(verify);
    const answer = api.get('product', `/api/v1/products/${id}`,
      { keep: compare, headers: known ? { 'If-None-Match': etags[id] } : {} });
    if (answer.status !== 200) return;
    etags[id] = answer.headers.Etag;
    if (compare) {
      const seen = dataOf(answer);
      check(seen, { 'a product has its price and stock': () =>
        seen.productId === id && seen.price === price && Number.isInteger(seen.stock) });
    }
  },
  top: () => api.get('top', `/api/v1/products/top?size=5&window=${oneOf(['today', '3d', '7d'])}`, { keep: false }),
  list: () => {
    const answer = api.get('list', '/api/v1/products?limit=20');
    if (answer.status === 200) cursor = dataOf(answer).nextCursor;
  },
  next: () => (cursor === undefined
    ? PAGES.list()
    : api.get('next', `/api/v1/products?limit=20&cursor=${encodeURIComponent(cursor)}`, { keep: false })),
  search: ({ run }) => api.get('search', `/api/v1/products?limit=20&q=${encodeURIComponent(`k6 ${run}`)}`, { keep: false }),
};

export default function (data) {
  PAGES[weighted(MIX)](data);
  if (THINK > 0) sleep(THINK * (0.5 + random()));
}

export function teardown({ products }) {
  hide(products);
  proveInvariants();
}
