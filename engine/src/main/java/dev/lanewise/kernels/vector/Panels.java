package dev.lanewise.kernels.vector;

/**
 * How the rows or columns of a block are divided into panels, one for each row or column of tiles:
 * some panels of one width, then some of another. Kept by each thread and set anew for every block.
 */
final class Panels {

  // Tiles of 10 and 11 rows are as fast as those of 12; with 16 registers each row counts.
  private static final int EQUALLY_GOOD = Lanes.REGISTERS >= 32 ? 3 : 1;

  private int size;
  private int firstWidth;
  private int firstCount;
  private int restWidth;
  private int count;
  private int overlap;

  /**
   * Panels of at most {@code most} rows without padding: all of one height, if one of the fastest
   * divides the rows, or else as few as possible of nearly equal height.
   */
  void divideRows(int rows, int most) {
    int panels = Math.ceilDiv(rows, most);
    for (int height = most; height > most - EQUALLY_GOOD; height--) {
      if (rows % height == 0) {
        panels = rows / height;
        break;
      }
    }
    set(rows, rows / panels + 1, rows % panels, rows / panels, panels);
  }

  /** Panels of so many vectors, and a last one just wide enough. */
  void divideColumns(int columns, int vectors) {
    int width = vectors * Lanes.COUNT;
    int full = columns / width;
    int rest = columns - full * width;
    int restVectors = Math.ceilDiv(rest, Lanes.COUNT);
    set(columns, width, full, restVectors * Lanes.COUNT, full + (rest > 0 ? 1 : 0));
  }

  private void set(int size, int firstWidth, int firstCount, int restWidth, int count) {
    this.size = size;
    this.firstWidth = firstWidth;
    this.firstCount = firstCount;
    this.restWidth = restWidth;
    this.count = count;
    this.overlap = 0;
  }

  /**
   * Moves a last panel with padding back over the columns before, as far as there are as many, so
   * that it ends where the columns do.
   */
  void endInside() {
    if (restWidth <= size) {
      overlap = padded() - size;
    }
  }

  /** Rows or columns of the block. */
  int size() {
    return size;
  }

  /** Number of panels. */
  int count() {
    return count;
  }

  /** Panels before the first that is narrower. */
  int firstCount() {
    return firstCount;
  }

  /** Rows or columns with those that are padding. */
  int padded() {
    return start(count);
  }

  /** Width of a panel. */
  int width(int panel) {
    return panel < firstCount ? firstWidth : restWidth;
  }

  /** Where a panel begins; for {@link #count} where the last one ends. */
  int start(int panel) {
    int rest = Math.max(0, panel - firstCount);
    return (panel - rest) * firstWidth + rest * restWidth;
  }

  /** The first row or column of a panel; it lies before {@link #start} in one that overlaps. */
  int first(int panel) {
    return start(panel) - (panel < firstCount ? 0 : overlap);
  }

  /** Rows or columns of a panel that belong to the block; the others are padding. */
  int valid(int panel) {
    return Math.min(width(panel), size - first(panel));
  }
}
