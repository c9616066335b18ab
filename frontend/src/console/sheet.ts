/** What a spreadsheet copies, and how its cells become what the console's fields take. */

const AMOUNT = /^\d{1,10}(\.\d{1,2})?$/;
const AMOUNTS = ["price", "original"];
const RIGHT: Record<string, RegExp> = {
  price: AMOUNT,
  original: AMOUNT,
  weight: /^\d{1,7}$/,
  stock: /^\d{1,7}$/,
  barcode: /^\d{13}$/,
};
const GRAMS: Record<string, number> = { g: 1, 克: 1, kg: 1000, 千克: 1000, 公斤: 1000, 斤: 500 };

/** Lines of cells. A cell in quotes may hold line breaks, tabs and doubled quotes. */
export function parted(copied: string): string[][] {
  const text = copied.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const lines: string[][] = [[]];
  for (const [, end, quoted, plain] of text.matchAll(/(^|[\t\n])(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))/g)) {
    if (end === "\n") lines.push([]);
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
  }
  return lines;
}

export function isRight(value: string, column: string): boolean {
  return value === "" || (RIGHT[column]?.test(value) ?? true);
}

/** As people write it in a Chinese spreadsheet: full width, with signs, units, or in 万. */
export function clean(value: string, column: string): string {
  const half = value.normalize("NFKC").trim().replace(/^'/, "");
  if (column === "barcode") return half.replace(/[\s-]/g, "");
  if (!(column in RIGHT)) return half;
  const bare = half.replace(/[,\s¥$]|rmb|cny/gi, "").replace(/(元|块|件|个|只|套|瓶|盒)$/, "");
  const [, digits, sign] = /^(\d*\.?\d+)(万|[a-z克斤千公]+)?$/i.exec(bare) ?? [];
  if (!digits) return bare;
  const times = sign === "万" ? 10_000 : (GRAMS[sign?.toLowerCase() ?? "g"] ?? 0);
  if (times === 0 || (times > 1 && sign !== "万" && column !== "weight")) return bare;
  return times === 1 && AMOUNTS.includes(column) ? digits : whole(digits, times, column);
}

function whole(digits: string, times: number, column: string): string {
  const cents = Math.round(Number(digits) * times * 100);
  const rest = cents % 100;
  if (rest === 0) return String(cents / 100);
  return AMOUNTS.includes(column) ? (cents / 100).toFixed(2) : digits;
}
