import { describe, expect, test, vi } from "vitest";
import { Failure } from "../../lib/model/failure.ts";
import { Lazy } from "../../nodes/lazy.ts";

describe("Lazy", () => {
	test("makes once, for everybody who asks", async () => {
		const make = vi.fn(() => Promise.resolve({}));
		const lazy = new Lazy(make);
		expect(make).not.toHaveBeenCalled();
		expect(await lazy.get()).toBe(await lazy.get());
		expect(make).toHaveBeenCalledOnce();
	});

	test("makes anew after a failure", async () => {
		const make = vi.fn(() => Promise.resolve(1)).mockImplementationOnce(() => Promise.reject(new Failure("timeout")));
		const lazy = new Lazy(make);
		await expect(lazy.get()).rejects.toThrow("timeout");
		expect(await lazy.get()).toBe(1);
	});

	test("frees what was made, and then makes nothing any more", async () => {
		const free = vi.fn();
		const made = new Lazy(() => Promise.resolve("thing"));
		await made.get();
		await made.free(free);
		expect(free).toHaveBeenCalledWith("thing");
		await expect(made.get()).rejects.toMatchObject({ code: "cancelled" });
	});

	test("frees nothing that was never made or that failed", async () => {
		const free = vi.fn();
		await new Lazy(() => Promise.resolve("thing")).free(free);
		const failing = new Lazy(() => Promise.reject(new Failure("timeout")));
		await failing.get().catch(() => undefined);
		await failing.free(free);
		expect(free).not.toHaveBeenCalled();
	});
});
