import { expect, test } from "vitest";
import type { ByteLink } from "../../lib/model/byte-link.ts";
import { SimulatedClock } from "../../lib/simulation/simulated-clock.ts";
import { tcpLink } from "../../lib/transports/tcp-link.ts";
import { tcpServer } from "../../lib/transports/tcp-server.ts";
import { until } from "../contracts/byte-link.ts";

const HOST = "127.0.0.1";

async function serve() {
	const clock = new SimulatedClock();
	const links: ByteLink[] = [];
	const server = await tcpServer({ host: HOST, port: 0, clock, onLink: (link) => links.push(link) });
	const client = tcpLink({ host: HOST, port: server.port, clock });
	client.open();
	await until(() => client.state === "open" && links.length === 1);
	return { clock, links, server, client };
}

test("a caller's bytes wait until someone listens, and answers go back", async () => {
	const { links, server, client } = await serve();
	const [link] = links;
	const answers: number[] = [];
	client.listen({ bytes: (chunk) => answers.push(...chunk) });
	await client.write(Uint8Array.of(1, 2, 3));
	const heard: number[] = [];
	link?.listen({ bytes: (chunk) => heard.push(...chunk) });
	await until(() => heard.length === 3);
	await link?.write(Uint8Array.of(0xe5));
	await until(() => answers.length === 1);
	await client.close();
	await until(() => link?.state === "closed");
	await expect(link?.write(Uint8Array.of(1))).rejects.toMatchObject({ code: "link-down" });
	await server.close();
});

test("closing ends every link and may be done twice", async () => {
	const { links, server, client } = await serve();
	const states: string[] = [];
	links[0]?.listen({ state: (state, cause) => states.push(`${state} ${cause?.code}`) });
	await Promise.all([server.close(), server.close()]);
	await until(() => client.state === "waiting");
	await client.close();
	expect(states).toEqual(["closed link-down"]);
});

test("a port that is taken is a Failure", async () => {
	const { server, client, clock } = await serve();
	await client.close();
	const second = tcpServer({ host: HOST, port: server.port, clock, onLink: () => undefined });
	await expect(second).rejects.toMatchObject({ code: "port-in-use" });
	await server.close();
});

test("callers beyond the limit are turned away", async () => {
	const clock = new SimulatedClock();
	const links: ByteLink[] = [];
	const server = await tcpServer({ host: HOST, port: 0, clock, maxConnections: 1, onLink: (link) => links.push(link) });
	const clients = [1, 2].map(() => tcpLink({ host: HOST, port: server.port, clock }));
	for (const client of clients) client.open();
	await until(() => clients.some((client) => client.state === "waiting"));
	await Promise.all(clients.map((client) => client.close()));
	await server.close();
	expect(links.length).toBeLessThanOrEqual(2);
});
