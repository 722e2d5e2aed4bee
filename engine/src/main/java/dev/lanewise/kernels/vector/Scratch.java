package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.vector.MicroKernelShape.Layout;
import dev.lanewise.kernels.vector.MicroKernelShape.Output;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.random.PhiloxBlocks;
import java.util.Arrays;

/**
 * The operands and buffers of one thread that runs a piece of a fused step. Take it from the step's
 * {@link ScratchPool} and return it there.
 */
final class Scratch {

  /** Operands of the next tile. */
  final Operand a = new Operand();

  /** See {@link #a}. */
  final Operand b = new Operand();

  /** See {@link #a}. */
  final Operand c = new Operand();

  /** Operands of the next activation. */
  final ActivationRows activation = new ActivationRows();

  /** Operands of the next update. */
  final UpdateRows update = new UpdateRows();

  /** Division of the current rows into tiles. */
  final Partition rows = new Partition();

  /** Tiles of one panel, one below the other. */
  final float[] tiles =
      new float[MicroKernel.KC * MicroKernel.vectors(MicroKernel.MR) * Lanes.COUNT];

  /** A transposed tile, as rows of one vector; see {@link #transposeTile}. */
  private final float[] transposedTile =
      new float[MicroKernelShape.MOST_VECTORS * Lanes.COUNT * Lanes.COUNT];

  private int transposedColumns;

  /** Transposes squares of updated weights. */
  final Transposition transposition = new Transposition();

  /** Inputs of a piece of rows that is scored. */
  final PackedRows x;

  /** Outputs of the first layers for them. */
  final PackedRows h;

  /** Outputs of the layers behind, which alternate between the two. */
  final PackedRows[] outputs;

  /** Products of one layer before bias and activation, in tiles. */
  final float[] sums;

  /** Scores of one net, padded. */
  final float[] scores;

  /** Gradient of one layer before its activation. */
  final PackedRows gradient;

  /** Random numbers of units that are dropped. */
  final PhiloxBlocks blocks = new PhiloxBlocks();

  /** One row of a gradient. */
  final float[] row;

  /** The gradient of one row of scores; its exponentials before. */
  final float[] scoreGradient;

  /** Partial sums of a row of exponentials. */
  final float[] partial = new float[SoftmaxCrossEntropy.SUM_LANES];

  /** The sum of what {@link Gather#touch} returned. */
  int touched;

  /** Buffers for pieces of at most {@link RowGroups#MOST_ROWS} rows. */
  Scratch(StepSizes sizes) {
    int most = RowGroups.MOST_ROWS;
    x = new PackedRows(most, sizes.inputs(), StepSizes.X_BLOCK);
    h = new PackedRows(most, sizes.firstColumns(), MicroKernel.KC);
    outputs =
        new PackedRows[] {
          new PackedRows(most, sizes.widestLater(), MicroKernel.KC),
          new PackedRows(most, sizes.widestLater(), MicroKernel.KC)
        };
    sums = new float[most * Lanes.padded(Math.max(sizes.firstColumns(), sizes.widestLater()))];
    scores = new float[most * Lanes.padded(sizes.classes())];
    gradient = new PackedRows(most, sizes.widestLater(), MicroKernel.KC);
    row = new float[Math.max(sizes.firstColumns(), sizes.widestLater())];
    scoreGradient = new float[Lanes.padded(sizes.classes())];
  }

  /** Computes the tile whose operands have been set. */
  void multiply(int height, int width, int k, Layout layout, Output output, boolean fresh) {
    multiply(1, height, width, k, layout, output, fresh);
  }

  /**
   * Computes {@code count} tiles. The caller sets the operands of the first tile and the distances.
   */
  void multiply(
      int count, int height, int width, int k, Layout layout, Output output, boolean fresh) {
    int vectors = width / Lanes.COUNT;
    MicroKernel.of(height, vectors, layout, output, fresh).multiply(k, count, a, b, c);
  }

  /**
   * Computes the tiles of a panel, for all {@link #rows}; the operands of the first have been set.
   * Tiles in a buffer follow each other without gaps.
   */
  void multiplyRows(int width, int k, Layout layout, Output output, boolean fresh) {
    b.nextOffset = 0;
    int first = rows.firstCount();
    run(first, rows.width(0), width, k, layout, output, fresh);
    run(rows.count() - first, rows.width(first), width, k, layout, output, fresh);
  }

  /**
   * Transposes the tile in {@link #tiles}, which has {@code columns} rows.
   *
   * @param width from row to row of the tile
   * @param rows of the result
   * @return rows of one vector; zeros follow the columns, since a layer pads its weights with what
   *     the descent makes of them
   */
  float[] transposeTile(int columns, int width, int rows) {
    if (columns != transposedColumns) {
      Arrays.fill(transposedTile, 0f);
      transposedColumns = columns;
    }
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        transposedTile[r * Lanes.COUNT + c] = tiles[c * width + r];
      }
    }
    return transposedTile;
  }

  private void run(
      int count, int height, int width, int k, Layout layout, Output output, boolean fresh) {
    if (count == 0) {
      return;
    }
    a.nextIndex = height * (layout.transposed ? 1 : MicroKernel.STRIDE);
    c.nextIndex = height * width;
    c.nextOffset = height * c.stride;
    multiply(count, height, width, k, layout, output, fresh);
    a.advance(count);
    c.advance(count);
  }
}
