import type { LayoutInput } from "./layout.ts";

const ISO = "{ts|YYYY-MM-DDThh:mm:ssOFF}";
const PLAIN = "{ts|YYYY-MM-DD hh:mm:ss}";
const GERMAN = "{ts|DD.MM.YYYY hh:mm:ss}";
const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';

const CODED = { required: ["code", "site"], lengths: {}, oneOf: {}, interval: "" } as const;

/** Schneider Electric: one file per device, a block of device data, a block of topics, then the rows. */
const SCHNEIDER = {
	shape: "wide",
	split: "device",
	sep: ",",
	tz: "",
	head: [
		"Gateway Name,Gateway SN,Gateway IP Address,Gateway MAC Address,Device Name,Device Local ID,Device Type ID,Device Type Name,Logging Interval,Historical Intervals",
		"{gateway},{sn},{ip},{mac},{name},{localid},{typeid},{typename},{logginginterval},{historicalintervals}",
		"",
		{ each: "channels", prefix: ",,,", cell: "Topic ID{number}" },
		{ each: "channels", prefix: ",,,", cell: "{topic}" },
		"",
		{ each: "channels", prefix: "Error,UTC Offset (Minutes),Local Time Stamp,", cell: "{label} ({unit})" },
	],
	lead: `{error},{ts|OFFM},${PLAIN}`,
	cell: "{value}",
	fields: { logginginterval: "15", historicalintervals: "", topic: "" },
} as const satisfies Partial<LayoutInput>;

/** Layouts that come with the product, by name. */
export const PRESETS = {
	/** One line per value: what fits most programs. */
	"csv-long": {
		file: "readings_{now|YYYYMMDDhhmmss}.csv",
		sep: ";",
		head: ["time;device;name;datapoint;label;value;unit;quality"],
		row: `${ISO};{device};{name};{datapoint};{label};{value};{unit};{quality}`,
	},
	/** One line per time stamp, one column per value. */
	"csv-wide": {
		file: "table_{now|YYYYMMDDhhmmss}.csv",
		sep: ";",
		shape: "wide",
		interval: "PT15M",
		aggregate: "nearest",
		head: [{ each: "channels", prefix: "time;", cell: "{name} {heading}" }],
		lead: ISO,
		cell: "{value}",
	},
	/** One element per value. */
	xml: {
		file: "readings_{now|YYYYMMDDhhmmss}.xml",
		format: "xml",
		eol: "\n",
		xml: {
			head: [DECLARATION, '<readings site="{site}" created="{now|YYYY-MM-DDThh:mm:ssOFF}">'],
			row: [
				`<reading time="${ISO}" device="{device}" name="{name}" datapoint="{datapoint}" quantity="{quantity}" unit="{unit}" quality="{quality}">{value}</reading>`,
			],
			cell: [],
			rowEnd: [],
			foot: ["</readings>"],
		},
	},
	/** Elvaco CMe report 2001: raw telegrams from the C field on; feed it readings whose value is the telegram in hex. */
	"elvaco-2001": {
		file: "{sn}_installreport_{now|YYYYMMDDhhmmss}_2001.csv",
		sep: ";",
		quote: "never",
		head: [],
		row: `{sn};{id};${PLAIN};{count};{value|frame}`,
		fields: { count: "00" },
	},
	/** Solvimus MUC push: grouped by meter and by value. */
	"solvimus-xml": {
		file: "MHC_{now|YYYYMMDD_hhmmss}_data.xml",
		format: "xml",
		eol: "\n",
		xml: {
			head: [
				DECLARATION,
				'<interface MESSAGE_TYPE="1">',
				'<muc MUC_ID="{sn}" VERSION="{softwareversion}" TIMESTAMP="{now|UNIX}">',
			],
			device: {
				open: ['<meter METER_ID="{id}" INTERFACE="{interface}" USER="{user}">'],
				close: ["</meter>"],
			},
			channel: {
				open: [
					'<data DESCRIPTION="{label}" UNIT="{unit|m³=m^3,=None}" SCALE="{scale}" MEDIUM="{mediumname}" OBIS_ID="{obis}" USER="{channeluser}">',
				],
				close: ["</data>"],
			},
			row: [
				"<entry>",
				'{?devicetime}<param NAME="T">{devicetime|UNIX}</param>',
				'<param NAME="T_MUC">{ts|UNIX}</param>',
				'<param NAME="VAL">{value|scaled}</param>',
				"</entry>",
			],
			cell: [],
			rowEnd: [],
			foot: ["</muc>", "</interface>"],
		},
		fields: { softwareversion: "", interface: "05", user: "", scale: "1", mediumname: "", obis: "", channeluser: "" },
	},
	/** Schneider Electric Com'X 510 and Struxure Ware. */
	"schneider-comx": { ...SCHNEIDER, file: "{name}_{now|YYYYMMDDhhmmss}.csv", names: "spaces" },
	/** Schneider Electric Panel Server. */
	"schneider-panel-server": {
		...SCHNEIDER,
		file: "{reducedid}_{name}_{now|YYYYMMDDhhmmssSSS}.csv",
		names: "windows",
	},
	/** Dexma, Spacewell: parameter codes are configured per channel. */
	dexma: {
		file: "dexma_{now|YYYYMMDDhhmmss}.csv",
		sep: ";",
		eol: "\n",
		head: [],
		row: "{tzname};{ts|YYYY/MM/DD hh:mm:ss};{id};{code};{value}",
		rules: { required: ["code"], lengths: { id: 64 }, oneOf: {}, interval: "" },
	},
	/** EnergyID, one column per meter. */
	"energyid-wide": {
		folder: "{site}",
		file: "{site}_{now|YYYY-MM-DD}.csv",
		sep: ",",
		shape: "wide",
		interval: "PT15M",
		aggregate: "nearest",
		head: [{ each: "channels", prefix: "Timestamp,", cell: "{code}" }],
		lead: PLAIN,
		cell: "{value}",
		rules: CODED,
	},
	/** EnergyID, one line per value. */
	"energyid-long": {
		folder: "{site}",
		file: "{site}_{now|YYYY-MM-DD}.csv",
		sep: ",",
		head: ["Timestamp,MeterCode,Value"],
		row: `${PLAIN},{code},{value}`,
		rules: CODED,
	},
	/** Otark smart meter: exact quarter hours, one meter per file. */
	otark: {
		file: "{id}_{now|YYYYMMDDhhmmss}.csv",
		sep: ";",
		split: "channel",
		interval: "PT15M",
		aggregate: "nearest",
		quote: "never",
		head: ["date;time;unit;value;direction;quality"],
		row: "{ts|DD.MM.YYYY};{ts|hh:mm};{unit};{value|0};{direction};{quality|estimated=E,substituted=E,bad=F,*=U}",
		fields: { direction: "C" },
		rules: {
			required: [],
			lengths: {},
			oneOf: { unit: ["W", "kW", "Wh", "kWh"], direction: ["P", "C"] },
			interval: "PT15M",
		},
	},
	/** Table for a German Excel. */
	"german-wide": {
		file: "Tabelle_{now|YYYYMMDD_hhmmss}.csv",
		sep: ";",
		decimal: ",",
		bom: true,
		shape: "wide",
		interval: "PT15M",
		aggregate: "nearest",
		head: [{ each: "channels", prefix: "Zeitstempel;", cell: "{heading}" }],
		lead: GERMAN,
		cell: "{value|3}",
	},
	/** List for a German Excel. */
	"german-long": {
		file: "Liste_{now|YYYYMMDD_hhmmss}.csv",
		sep: ";",
		decimal: ",",
		bom: true,
		head: ["Zeitstempel;Gerät;Kanal;Wert;Einheit;Status"],
		row: `${GERMAN};{name};{label};{value};{unit};{quality}`,
	},
} as const satisfies Readonly<Record<string, LayoutInput>>;
