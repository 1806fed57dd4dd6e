// What queries cost: on a first visit, and on a page that has asked others before.

/** First visits: for each query a browser's profile of its own, the page, and then the question. */
export async function first(browser, server, engine, queries) {
  const costs = [];
  for (const query of queries) {
    const context = await browser.newContext();
    const page = await context.newPage();
    server.take();
    await page.goto(server.root + engine.page);
    const frame = server.take();
    const answer = await asked(page, engine, query);
    // The script of the search comes with its page, yet nobody needs it who does not ask.
    const { script } = frame;
    const { requests, plain, gzip } = server.take();
    const whole = { requests: requests + script.requests, plain: plain + script.plain, gzip: gzip + script.gzip };
    costs.push({ query, frame, ...whole, ...answer });
    await context.close();
  }
  return costs;
}

/** One visit: every query after others, and then all of them again. CPU is that of the page's main thread. */
export async function later(browser, server, engine, queries) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  await page.goto(`${server.root}${engine.page}#here`);
  await asked(page, engine, "述职");
  const round = async () => {
    const costs = [];
    for (const query of queries) {
      server.take();
      const before = await busy(session);
      const answer = await asked(page, engine, query);
      costs.push({ query, cpu: (await busy(session)) - before, ...server.take(), ...answer });
    }
    return costs;
  };
  const [fresh, again] = [await round(), await round()];
  await context.close();
  return fresh.map((cost, at) => ({ ...cost, again: again[at].cpu, againWall: again[at].wall }));
}

/** Milliseconds that the page's main thread has worked. */
async function busy(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
}

/** The first results for a query; what fails says for which. */
export async function asked(page, engine, query) {
  try {
    return await page.evaluate(engine.ask, engine.write(query));
  } catch (error) {
    throw new Error(`${engine.name}: ${query}: ${error.message}`);
  }
}
