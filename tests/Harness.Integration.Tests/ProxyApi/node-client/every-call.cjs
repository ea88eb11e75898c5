// Every call of Toxiproxy's Node client against the server whose URL is the first argument, in front of the upstream that is the second; then the errors it may get.
'use strict';
const assert = require('node:assert/strict');
const { Toxiproxy } = require('toxiproxy-node-client');

const [url, upstream] = process.argv.slice(2);
const called = new Set();

// Whatever a later version of the client has too must be called here.
function watch(object) {
  const prototype = Object.getPrototypeOf(object);
  for (const name of Object.getOwnPropertyNames(prototype).filter(name => name !== 'constructor')) {
    const method = prototype[name];
    if (method.watched) continue;
    prototype[name] = function (...args) { called.add(method); return method.apply(this, args); };
    prototype[name].watched = method;
    watched.push(method);
  }
  return object;
}
const watched = [];

async function calls() {
  const toxiproxy = watch(new Toxiproxy(url));
  watch(toxiproxy.getApi());
  assert.deepEqual(JSON.parse(await toxiproxy.getVersion()), { version: '2.12.0' });

  const proxy = watch(await toxiproxy.createProxy({ name: 'redis', listen: 'localhost:0', upstream }));
  assert.match(proxy.listen, /^127\.0\.0\.1:\d+$/);
  assert.equal(proxy.getToxiproxy(), toxiproxy);
  assert.equal(proxy.getHost(), url);
  assert.equal(proxy.getPath(), `${url}/proxies/redis`);
  assert.deepEqual(proxy.toJson(), { enabled: true, listen: proxy.listen, name: 'redis', upstream });
  assert.deepEqual((await toxiproxy.get('redis')).toJson(), proxy.toJson());

  const off = await proxy.update({ enabled: false, listen: proxy.listen, upstream });
  assert.equal(off.enabled, false);

  const types = { latency: { latency: 10, jitter: 2 }, bandwidth: { rate: 5 }, slow_close: { delay: 4 }, timeout: { timeout: 3 }, reset_peer: { timeout: 2 }, slicer: { average_size: 9, size_variation: 1, delay: 7 }, limit_data: { bytes: 8 } };
  for (const [type, attributes] of Object.entries(types)) {
    const toxic = watch(await proxy.addToxic({ type, attributes }));
    assert.deepEqual(toxic.toJson(), { attributes, name: `${type}_downstream`, stream: 'downstream', toxicity: 1, type });
    assert.equal(toxic.getPath(), `${url}/proxies/redis/toxics/${toxic.name}`);
    const [first] = Object.keys(attributes);
    const changed = await toxic.update({ attributes: { [first]: 1 }, toxicity: 0.25 });
    assert.deepEqual(changed.toJson(), { ...toxic.toJson(), attributes: { ...attributes, [first]: 1 }, toxicity: 0.25 });
    assert.deepEqual((await proxy.getToxic(toxic.name)).toJson(), changed.toJson());
  }
  await (await proxy.getToxic('timeout_downstream')).remove();
  await assert.rejects(proxy.getToxic('timeout_downstream'), /status code 404/);

  await toxiproxy.reset();
  assert.equal((await toxiproxy.get('redis')).enabled, true);
  await assert.rejects(proxy.getToxic('latency_downstream'), /status code 404/);

  const populated = await toxiproxy.populate([{ name: 'one', listen: 'localhost:0', upstream }, { name: 'redis', listen: proxy.listen, upstream }]);
  assert.deepEqual(Object.keys(populated), ['one', 'redis']);
  assert.deepEqual(Object.keys(await toxiproxy.getAll()), ['one', 'redis']);
  await assert.rejects(toxiproxy.createProxy({ name: 'one', listen: 'localhost:0', upstream }), /status code 409/);
  await proxy.remove();
  await assert.rejects(toxiproxy.get('redis'), /status code 404/);
  assert.deepEqual(watched.filter(method => !called.has(method)).map(method => method.name), []);
}

async function errors() {
  const one = (await (await fetch(`${url}/proxies/one`)).json()).listen;
  const expected = [
    ['POST', '/proxies', {}, 400, 'missing required field: name'],
    ['POST', '/proxies', { name: 'a' }, 400, 'missing required field: upstream'],
    ['POST', '/proxies', { name: 'one', upstream }, 409, 'proxy already exists'],
    ['POST', '/proxies', { name: 'a', upstream, listen: one }, 500, `listen tcp ${one}: bind: address already in use`],
    ['GET', '/proxies/a', undefined, 404, 'proxy not found'],
    ['PATCH', '/proxies/one', { listen: 'nonsense' }, 500, 'address nonsense: missing port in address'],
    ['POST', '/proxies/one/toxics', { type: 'latency', stream: 'across' }, 400, 'stream was invalid, can be either upstream or downstream'],
    ['POST', '/proxies/one/toxics', { type: 'nothing' }, 400, 'invalid toxic type'],
    ['POST', '/proxies/one/toxics', { type: 'latency' }, 200],
    ['POST', '/proxies/one/toxics', { type: 'latency' }, 409, 'toxic already exists'],
    ['DELETE', '/proxies/one/toxics/a', undefined, 404, 'toxic not found'],
    ['POST', '/populate', [{ upstream }], 400, 'missing required field: name at proxy 1'],
  ];
  for (const [method, path, body, status, error] of expected) {
    const answer = await fetch(url + path, { method, body: body && JSON.stringify(body) });
    const said = await answer.json();
    assert.equal(answer.status, status, `${method} ${path}`);
    if (error) assert.deepEqual([said.error, said.status], [error, status]);
  }
}

calls().then(errors).then(() => console.log('every call works'));
