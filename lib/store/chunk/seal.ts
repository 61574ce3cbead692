import { createCipheriv, createDecipheriv } from "node:crypto";
import { Failure } from "../../model/failure.ts";

/** A key that chunks are sealed with. */
export interface ChunkKey {
	/** 0–255, written into every chunk. */
	readonly id: number;
	/** 32 bytes. */
	readonly bytes: Uint8Array;
}

const CIPHER = "aes-256-gcm";
const NONCE = 12;
const TAG = 16;

/** What is authenticated beside the content: a chunk cannot be moved to another place. */
function placeOf(frame: number, keyId: number, k: number): Uint8Array {
	const bytes = new Uint8Array(10);
	bytes[0] = frame;
	bytes[1] = keyId;
	new DataView(bytes.buffer).setBigInt64(2, BigInt(k));
	return bytes;
}

/** keyId · nonce · ciphertext · tag; a nonce of 12 bytes is used once per key. */
export function sealPayload(
	payload: Uint8Array,
	frame: number,
	k: number,
	seal: { key: ChunkKey; nonce: Uint8Array },
): Uint8Array {
	const cipher = createCipheriv(CIPHER, seal.key.bytes, seal.nonce);
	cipher.setAAD(placeOf(frame, seal.key.id, k));
	return Buffer.concat([
		Uint8Array.of(seal.key.id),
		seal.nonce,
		cipher.update(payload),
		cipher.final(),
		cipher.getAuthTag(),
	]);
}

/** Opens a sealed payload; throws Failure `store-key` for a missing or wrong key, or content that was tampered with. */
export function openPayload(payload: Uint8Array, frame: number, k: number, keys: readonly ChunkKey[]): Uint8Array {
	const keyId = payload[0] ?? 0;
	const key = keys.find(({ id }) => id === keyId);
	if (key === undefined || payload.length < 1 + NONCE + TAG) throw new Failure("store-key", { key: keyId });
	try {
		const decipher = createDecipheriv(CIPHER, key.bytes, payload.subarray(1, 1 + NONCE));
		decipher.setAAD(placeOf(frame, keyId, k));
		decipher.setAuthTag(payload.subarray(payload.length - TAG));
		return Buffer.concat([decipher.update(payload.subarray(1 + NONCE, payload.length - TAG)), decipher.final()]);
	} catch (error) {
		throw new Failure("store-key", { key: keyId }, error);
	}
}
