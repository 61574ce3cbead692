import type { SQLOutputValue } from "node:sqlite";
import { Failure } from "../model/failure.ts";
import type { SiteDatabase } from "./site-database.ts";
import { checkedDevice, type NewSiteDevice, type SiteDevice } from "./site-device.ts";

/** Which devices to list. */
export interface DeviceFilter {
	readonly bus?: string;
	readonly enabled?: boolean;
}

type Row = Record<string, SQLOutputValue>;

function toDevice(row: Row): SiteDevice {
	return {
		id: String(row["id"]),
		bus: String(row["bus"]),
		address: String(row["address"]),
		driver: row["driver"] === null ? null : String(row["driver"]),
		name: String(row["name"]),
		enabled: row["enabled"] === 1,
		schedule: String(row["schedule"]),
		meta: JSON.parse(String(row["meta"])) as Record<string, string>,
	};
}

/** The devices of a site, kept in its database. Every method may fail with Failure `store-failed`, `file-full`, `file-denied`. */
export class DeviceList {
	readonly #database: SiteDatabase;

	constructor(database: SiteDatabase) {
		this.#database = database;
	}

	/** In the order in which they were added. */
	list(filter: DeviceFilter = {}): Promise<SiteDevice[]> {
		const enabled = filter.enabled === undefined ? null : Number(filter.enabled);
		return this.#database.run((database) =>
			database
				.prepare("SELECT * FROM device WHERE bus = ifnull(?, bus) AND enabled = ifnull(?, enabled) ORDER BY rowid")
				.all(filter.bus ?? null, enabled)
				.map(toDevice),
		);
	}

	async find(id: string): Promise<SiteDevice | null> {
		const row = await this.#database.run((database) => database.prepare("SELECT * FROM device WHERE id = ?").get(id));
		return row === undefined ? null : toDevice(row);
	}

	/** Throws Failure `input` for a device that is already there, `address-taken` (details: id) for an address in use on its bus. */
	async add(device: NewSiteDevice): Promise<SiteDevice> {
		const checked = checkedDevice(device);
		if ((await this.find(checked.id)) !== null) throw new Failure("input", { field: "id", value: checked.id });
		await this.#checkFree(checked);
		const sql = `INSERT INTO device(id, bus, address, driver, name, enabled, schedule, meta)
			VALUES(:id, :bus, :address, :driver, :name, :enabled, :schedule, :meta)`;
		await this.#write(sql, checked);
		return checked;
	}

	/** Adds the devices that are new, by id and by address; resolves with those. */
	async addNew(devices: readonly NewSiteDevice[]): Promise<SiteDevice[]> {
		const added: SiteDevice[] = [];
		for (const device of devices) {
			const taken = (await this.#ownerOf(device.bus, device.address)) !== null;
			if (taken || (await this.find(device.id)) !== null) continue;
			added.push(await this.add(device));
		}
		return added;
	}

	/** Changes all but the id; throws Failure `input` for an unknown device, `address-taken` as `add`. */
	async update(id: string, changes: Partial<Omit<SiteDevice, "id">>): Promise<SiteDevice> {
		const device = await this.find(id);
		if (device === null) throw new Failure("input", { field: "id", value: id });
		const checked = checkedDevice({ ...device, ...changes, id });
		await this.#checkFree(checked);
		const sql = `UPDATE device SET bus = :bus, address = :address, driver = :driver, name = :name, enabled = :enabled,
			schedule = :schedule, meta = :meta WHERE id = :id`;
		await this.#write(sql, checked);
		return checked;
	}

	/** Resolves with false when there was no such device. */
	async remove(id: string): Promise<boolean> {
		return await this.#database.run(
			(database) => Number(database.prepare("DELETE FROM device WHERE id = ?").run(id).changes) > 0,
		);
	}

	async #checkFree({ id, bus, address }: SiteDevice): Promise<void> {
		const owner = await this.#ownerOf(bus, address);
		if (owner !== null && owner !== id) throw new Failure("address-taken", { address, bus, id: owner });
	}

	async #ownerOf(bus: string, address: string): Promise<string | null> {
		const sql = "SELECT id FROM device WHERE bus = ? AND address = ?";
		const row = await this.#database.run((database) => database.prepare(sql).get(bus, address));
		return row === undefined ? null : String(row["id"]);
	}

	async #write(sql: string, device: SiteDevice): Promise<void> {
		const row = { ...device, enabled: Number(device.enabled), meta: JSON.stringify(device.meta) };
		await this.#database.run((database) => database.prepare(sql).run(row));
	}
}
