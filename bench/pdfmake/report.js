// Usage: node report.js ROWS.json FONT.ttf OUT.pdf: the table of CaseDesk.Bench, by pdfmake.
"use strict";

const fs = require("node:fs");
const pdfmake = require("pdfmake");

const [rows, font, out] = process.argv.slice(2);
const { columns, widths, records } = JSON.parse(fs.readFileSync(rows, "utf8"));
pdfmake.addFonts({ Report: { normal: font, bold: font, italics: font, bolditalics: font } });
const whole = widths.reduce((sum, width) => sum + width, 0);
pdfmake
  .createPdf({
    info: { title: "Disclosure" },
    defaultStyle: { font: "Report", fontSize: 8 },
    pageSize: "A4",
    header: "Courier",
    footer: (page, pages) => `CD-2026-000417, page ${page} of ${pages}`,
    content: [{ text: "Disclosure", fontSize: 22 }, { table: { headerRows: 1, widths: widths.map((width) => `${(85 * width) / whole}%`), body: [columns, ...records] }, layout: "lightHorizontalLines" }],
  })
  .write(out)
  .catch((fault) => {
    console.error(fault);
    process.exit(1);
  });
