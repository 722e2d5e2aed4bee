package dev.lanewise.kernels.vector;

/**
 * How rows or columns of a block are divided into panels, one for each row or column of tiles:
 * first {@code firstCount} panels of one width, then panels of another. They cover the block and
 * may reach past it; what lies past it is padding.
 *
 * @param size rows or columns of the block
 * @param firstWidth width of the first panels
 * @param firstCount how many there are
 * @param restWidth width of the others
 */
record Panels(int size, int firstWidth, int firstCount, int restWidth) {

  /** Rows divided among high and low tiles so that the fewest are padding. */
  static Panels ofRows(int rows) {
    Panels best = new Panels(rows, Tile.HIGH, 0, Tile.LOW);
    // As many high tiles as a low one has rows could be low ones as well.
    for (int high = 1; high < Tile.LOW && Tile.HIGH > Tile.LOW; high++) {
      Panels panels = new Panels(rows, Tile.HIGH, high, Tile.LOW);
      if (panels.covered() < best.covered()) {
        best = panels;
      }
    }
    return best;
  }

  /** Columns divided among full tiles and, where that is enough for the last ones, a narrow one. */
  static Panels ofColumns(int columns) {
    int full = columns / Tile.NR;
    return new Panels(columns, Tile.NR, full, Tile.width(columns - full * Tile.NR));
  }

  /** Number of panels. */
  int count() {
    int left = size - firstCount * firstWidth;
    return left <= 0 ? Math.ceilDiv(size, firstWidth) : firstCount + Math.ceilDiv(left, restWidth);
  }

  /** Width of a panel. */
  int width(int panel) {
    return panel < firstCount ? firstWidth : restWidth;
  }

  /** Where a panel begins. */
  int start(int panel) {
    int rest = Math.max(0, panel - firstCount);
    return (panel - rest) * firstWidth + rest * restWidth;
  }

  /** Rows or columns of a panel that belong to the block. */
  int valid(int panel) {
    return Math.min(width(panel), size - start(panel));
  }

  /** Rows or columns of all panels, at least {@code size}. */
  int covered() {
    return start(count());
  }
}
