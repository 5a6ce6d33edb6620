// npm run programs: how long programs take to start, what a service holds, and how fast a large body goes through it: jco-go
// natively and in Node, beside wasmtime.

import { misuse, readOptions } from './lib/options.mjs';
import { runMain } from './lib/run.mjs';
import { setUp } from './lib/setup.mjs';
import { measure } from './programs/measure.mjs';

const usage = `npm run programs -- OPTIONS

  --requests N   in each round (default: 10000), over 64 connections
  --rounds N     of requests, in turn (default: 3)
  --body MIB     of the large body (default: 1024)
  --starts N     of each program (default: 15)
  --service FILE a service that sends back in capitals what is posted to /upper (default: examples/rust-ticker)
  --no-wasmtime  without wasmtime, which is $WASMTIME or fetched (pip, 17 MB)
  --enforce      fail if something is not as it should be, see programs/README.md`;

await runMain(async () => {
  const { values } = readOptions(usage, {
    options: {
      requests: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '3' },
      body: { type: 'string', default: '1024' },
      starts: { type: 'string', default: '15' },
      service: { type: 'string', default: 'examples/rust-ticker/rust-ticker.wasm' },
      'no-wasmtime': { type: 'boolean', default: false },
      enforce: { type: 'boolean', default: false },
    },
  });
  const [requests, rounds, body, starts] = [values.requests, values.rounds, values.body, values.starts].map((text) => {
    if (!/^[1-9]\d*$/.test(text)) misuse(`"${text}" is no number.`, usage);
    return Number(text);
  });
  setUp();
  const wrong = await measure({
    requests,
    rounds,
    body,
    starts,
    service: values.service,
    peer: !values['no-wasmtime'],
  });
  for (const text of wrong) console.log(`missed: ${text}`);
  return !values.enforce || wrong.length === 0;
});
