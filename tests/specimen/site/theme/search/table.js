// Results as a table that spreadsheets open (CSV, RFC 4180).
const COLUMNS = ["state", "kind", "title", "agency", "day", "id", "address"];

/** A cell; what a spreadsheet would take for a formula is kept as text. */
const cell = (value) => `"${(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;

/** The rows as CSV with a byte order mark, so that spreadsheets read the Chinese. */
export function csv(rows, types, name, root) {
  const lines = rows.map((row) => {
    const [label, plural] = types[row.type];
    return [row.label, label, row.title, row.agency, row.day, row.id, `${root}/${plural}/${row.id}/`];
  });
  const all = [COLUMNS.map((column) => name(column)), ...lines];
  return `\uFEFF${all.map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** Hand a file over to the reader. */
export function download(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
