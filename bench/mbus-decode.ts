/**
 * Decodes wired M-Bus telegrams on one core and compares with libmbus (as npm `node-mbus` bundles it), which parses the
 * same telegrams and prints them as XML. `node bench/mbus-decode.ts [seconds]`; exit status 1 below the ratio of 0.4.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromHex, toHex } from "../lib/model/hex.ts";
import { encodeTelegram, type RecordSpec } from "../lib/protocols/mbus/encode-records.ts";
import { decodeTelegram } from "../lib/protocols/mbus/telegram.ts";

const RATIO = 0.4;
const PEER = "node-mbus@2.2.6";
const CORPUS = new URL("../../shared/corpus/mbus/libmbus.jsonl", import.meta.url);

const HEADER = {
	id: "12345678",
	manufacturer: "MWY",
	version: 1,
	medium: 4,
	accessNumber: 1,
	status: 0,
	configuration: 0,
};

const HEAT: readonly RecordSpec[] = [
	{ dataField: "bcd8", vib: [0x78], value: 12_345_678 },
	{ dataField: "int32", vib: [0x06], value: 123_456 },
	{ dataField: "int32", vib: [0x13], value: 2_850_427 },
	{ dataField: "int16", vib: [0x5b], value: 68 },
	{ dataField: "int16", vib: [0x5f], value: 42 },
	{ dataField: "bcd6", vib: [0x2b], value: 12_500 },
	{ dataField: "real32", vib: [0x3e], value: 1.254 },
	{ dataField: "int32", vib: [0x6d], value: "2024-03-12T14:23:00" },
	{ dataField: "int32", vib: [0x06], value: 100_000, storage: 1 },
	{ dataField: "int16", vib: [0x6c], value: "2023-12-31", storage: 1 },
	{ dataField: "int16", vib: [0xfd, 0x17], value: 0 },
];

const ELECTRICITY: readonly RecordSpec[] = [1, 2, 3].flatMap((phase): RecordSpec[] => [
	{ dataField: "bcd12", vib: [0x04], value: 1_234_567, tariff: phase },
	{ dataField: "int16", vib: [0xfd, 0xc8, 0xfc, phase], value: 2301 },
	{ dataField: "int32", vib: [0xfd, 0xd9, 0xfc, phase], value: 1250 },
	{ dataField: "int32", vib: [0xa9, 0xfc, phase], value: 287_500 },
]);

function ownFrames(): Uint8Array[] {
	const long = Array.from(
		{ length: 12 },
		(_, index): RecordSpec => ({ dataField: "int32", vib: [0x13], value: index * 1000, storage: 2 + index }),
	);
	return [HEAT, ELECTRICITY, long].map((records) => encodeTelegram({ address: 1, header: HEADER, records }));
}

function corpusFrames(): Uint8Array[] {
	if (!existsSync(CORPUS)) return [];
	const lines = readFileSync(CORPUS, "utf8").trim().split("\n");
	const rows = lines.map((line): unknown => JSON.parse(line));
	return rows.filter(isOkRow).map(({ telegramHex }) => fromHex(telegramHex));
}

function isOkRow(row: unknown): row is { telegramHex: string } {
	return typeof row === "object" && row !== null && "class" in row && row.class === "ok" && "telegramHex" in row;
}

function framesPerSecond(frames: readonly Uint8Array[], seconds: number): number {
	const run = (limit: number) => {
		const before = process.cpuUsage();
		let count = 0;
		let used = 0;
		while (used < limit) {
			for (const frame of frames) count += decodeTelegram(frame).status === "ok" ? 1 : 0;
			const { user, system } = process.cpuUsage(before);
			used = (user + system) / 1e6;
		}
		return count / used;
	};
	run(seconds / 4);
	return run(seconds);
}

const PEER_MAIN = `
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <mbus/mbus-protocol.h>
int main(int argc, char **argv) {
	static unsigned char frames[512][512]; static size_t lengths[512]; int total = 0; char line[2048];
	while (total < 512 && fgets(line, sizeof line, stdin)) {
		size_t n = strcspn(line, "\\r\\n") / 2; unsigned byte;
		for (size_t i = 0; i < n; i++) { sscanf(line + 2 * i, "%2x", &byte); frames[total][i] = byte; }
		lengths[total++] = n;
	}
	long count = 0; clock_t start = clock(); double limit = atof(argv[1]) * CLOCKS_PER_SEC;
	while (clock() - start < limit) for (int k = 0; k < total; k++) {
		mbus_frame frame; memset(&frame, 0, sizeof frame); mbus_frame_data *data = mbus_frame_data_new();
		if (mbus_parse(&frame, frames[k], lengths[k]) == 0 && mbus_frame_data_parse(&frame, data) == 0) {
			free(mbus_frame_data_xml(data)); count++;
		}
		if (data->data_var.record) mbus_data_record_free(data->data_var.record);
		free(data);
	}
	printf("%f\\n", count / ((double)(clock() - start) / CLOCKS_PER_SEC)); return 0;
}
`;

/** Frames per second of libmbus, or why it could not be measured. */
function peerFramesPerSecond(frames: readonly Uint8Array[], seconds: number): number | string {
	const folder = mkdtempSync(join(tmpdir(), "mbus-decode-"));
	try {
		execFileSync("npm", ["pack", "--silent", PEER], { cwd: folder, stdio: "pipe" });
		execFileSync("tar", ["xzf", `${PEER.replace("@", "-")}.tgz`], { cwd: folder });
		writeFileSync(join(folder, "main.c"), PEER_MAIN);
		const library = join(folder, "package", "libmbus");
		const protocol = join(library, "mbus", "mbus-protocol.c");
		execFileSync("cc", ["-O2", "-w", "-I", library, "-o", "peer", "main.c", protocol, "-lm"], {
			cwd: folder,
			stdio: "pipe",
		});
		const input = frames.map((frame) => `${toHex(frame)}\n`).join("");
		return Number(execFileSync(join(folder, "peer"), [String(seconds)], { input, encoding: "utf8" }));
	} catch (error) {
		return error instanceof Error ? (error.message.split("\n")[0] ?? "unknown") : String(error);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

const seconds = Number(process.argv[2] ?? 2);
const corpus = corpusFrames();
const frames = [...ownFrames(), ...corpus];
const ours = framesPerSecond(frames, seconds);
console.log(`frames: ${frames.length} (${corpus.length} of the corpus), one core`);
console.log(`meterway: ${Math.round(ours)} frames/s`);
const peer = peerFramesPerSecond(frames, seconds);
if (typeof peer === "string") {
	console.log(`libmbus: left out, ${PEER} could not be built (${peer})`);
} else {
	console.log(`libmbus with XML: ${Math.round(peer)} frames/s`);
	console.log(`ratio: ${(ours / peer).toFixed(2)} (wanted: >= ${RATIO})`);
	if (ours / peer < RATIO) process.exitCode = 1;
}
