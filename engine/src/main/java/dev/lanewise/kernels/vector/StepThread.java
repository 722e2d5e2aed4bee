package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.Losses;
import dev.lanewise.kernels.vector.TileShape.Layout;
import dev.lanewise.kernels.vector.TileShape.Output;

/**
 * What a thread needs to work on a fused step: operands of tiles, and room for sums. Belongs to the
 * step: whoever works on a piece borrows one.
 */
final class StepThread {

  /** Operands of the next tile. */
  final Strip a = new Strip();

  /** See {@link #a}. */
  final Strip b = new Strip();

  /** See {@link #a}. */
  final Strip c = new Strip();

  /** Division into tiles of the rows in work. */
  final Panels rows = new Panels();

  /** Tiles of one panel, one below the other. */
  final float[] tiles = new float[Tile.KC * Tile.vectors(Tile.MR) * Lanes.COUNT];

  /** A tile whose rows and columns have changed places, as rows of one vector; the rest is zero. */
  final float[] turned = new float[TileShape.MOST_VECTORS * Lanes.COUNT * Lanes.COUNT];

  /** Inputs of a piece of rows, where they are needed no longer than the piece. */
  final PackedRows x;

  /** Outputs of the hidden layers for them. */
  final PackedRows h;

  /** Tiles of the hidden layers before their activation, one after the other. */
  final float[] sums;

  /** Scores of a piece of rows, padded. */
  final float[] scores;

  /** Gradient of the scores of a piece of rows. */
  final PackedRows scoreGradient;

  /** Exponentials of a row of scores. */
  final float[] exponentials;

  /** Partial sums of a row of scores. */
  final float[] partial = new float[Losses.SUM_LANES];

  /** What {@link Gather#touch} returned, added up. */
  int touched;

  /** For pieces of at most so many rows, which {@code x} has room for. */
  StepThread(int rows, PackedRows x, int hidden, int classes) {
    this.x = x;
    h = new PackedRows(rows, hidden, Tile.KC);
    sums = new float[rows * Lanes.padded(hidden)];
    scores = new float[rows * Lanes.padded(classes)];
    scoreGradient = new PackedRows(rows, classes, Tile.KC);
    exponentials = new float[Lanes.padded(classes)];
  }

  /** Computes the tile whose operands have been set. */
  void multiply(int height, int width, int k, Layout layout, Output output, boolean fresh) {
    multiply(1, height, width, k, layout, output, fresh);
  }

  /** Computes so many tiles, the first of which has been set; the strips tell the way to others. */
  void multiply(
      int count, int height, int width, int k, Layout layout, Output output, boolean fresh) {
    int vectors = width / Lanes.COUNT;
    Tile.of(height, vectors, layout, output, fresh).multiply(k, count, a, b, c);
  }

  /**
   * Computes the tiles of a panel, for all {@link #rows}; the first one's operands have been set.
   * Those in the buffer lie one after the other.
   */
  void multiplyRows(int width, int k, Layout layout, Output output, boolean fresh) {
    b.nextOffset = 0;
    int first = rows.firstCount();
    run(first, rows.width(0), width, k, layout, output, fresh);
    run(rows.count() - first, rows.width(first), width, k, layout, output, fresh);
  }

  private void run(
      int count, int height, int width, int k, Layout layout, Output output, boolean fresh) {
    if (count == 0) {
      return;
    }
    a.nextIndex = height * (layout.transposed ? 1 : Tile.STRIDE);
    c.nextIndex = height * width;
    c.nextOffset = height * c.stride;
    multiply(count, height, width, k, layout, output, fresh);
    a.goOn(count);
    c.goOn(count);
  }
}
