const numeric = /^-?\d+(?:\.\d+)?$/;

/** Lines of a table with aligned columns, two spaces apart; numbers stand right, words left. The first row is the head. */
export function table(rows: readonly (readonly (string | number)[])[]): string[] {
  const texts = rows.map((row) => row.map(String));
  const columns = (texts[0] ?? []).map((_, column) => {
    const cells = texts.map((row) => row[column] ?? '');
    const width = Math.max(...cells.map((cell) => cell.length));
    const right = cells.length > 1 && cells.slice(1).every((cell) => numeric.test(cell));
    return (cell: string) => (right ? cell.padStart(width) : cell.padEnd(width));
  });
  return texts.map((row) =>
    columns
      .map((fit, column) => fit(row[column] ?? ''))
      .join('  ')
      .trimEnd(),
  );
}
