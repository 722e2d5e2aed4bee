package dev.lanewise.kernels.vector;

/**
 * The partition of a block's rows or columns into panels, one for each row or column of tiles:
 * first panels of one width, then panels of another. Each thread allocates its own and sets it for
 * every block.
 */
final class Partition {

  // Tiles of 10 and 11 rows are as fast as those of 12; with 16 registers each row counts.
  private static final int EQUALLY_GOOD = Lanes.REGISTERS >= 32 ? 3 : 1;

  private int size;
  private int firstWidth;
  private int firstCount;
  private int restWidth;
  private int count;
  private int overlap;

  /**
   * Divides rows into panels of at most {@code most} rows without padding: of equal height if one
   * of the fastest heights divides the rows, else as few panels as possible of nearly equal height.
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

  /**
   * Divides columns into panels of {@code vectors} vectors; the last panel has as many vectors as
   * the remaining columns need.
   */
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
   * Moves a padded last panel back, so that it ends with the last column and overlaps the panel
   * before. Does nothing if the block has fewer columns than that panel.
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

  /** Number of panels of the first width. */
  int firstCount() {
    return firstCount;
  }

  /** Rows or columns, padding included. */
  int padded() {
    return start(count);
  }

  /** Width of a panel. */
  int width(int panel) {
    return panel < firstCount ? firstWidth : restWidth;
  }

  /** Where panel {@code panel} begins; for {@link #count}, where the last panel ends. */
  int start(int panel) {
    int rest = Math.max(0, panel - firstCount);
    return (panel - rest) * firstWidth + rest * restWidth;
  }

  /**
   * The first row or column of a panel; it is less than {@link #start} in a panel that overlaps.
   */
  int first(int panel) {
    return start(panel) - (panel < firstCount ? 0 : overlap);
  }

  /** Rows or columns of a panel without its padding. */
  int valid(int panel) {
    return Math.min(width(panel), size - first(panel));
  }
}
