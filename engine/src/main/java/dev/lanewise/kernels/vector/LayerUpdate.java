package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.vector.MicroKernelShape.Layout;
import dev.lanewise.kernels.vector.MicroKernelShape.Output;

/**
 * The update of a {@link DenseLayer}: gradients of its weights and bias, L2, the optimizer, and the
 * transpose of its weights. The gradient of the weights never goes to memory.
 */
final class LayerUpdate {

  /** Rows of the weights that are updated at a time; see {@link StepSizes#X_BLOCK}. */
  static final int ROWS = 192;

  private static final int L = Lanes.COUNT;

  private final int inputs; // rows of W
  private final int outputs; // columns of W
  private final PanelMatrix weights; // (inputs, outputs)
  private final PanelMatrix transposed; // (outputs padded, inputs); empty for a first layer
  private final PanelMatrix gradient; // (largest N, outputs), dZ
  private final OptimizerState state;
  private final ColumnSquares squares; // of the weights
  private final ColumnSquares gradientSquares; // of the gradient that waits for its norm
  private boolean regularized;
  private final int tail; // last columns, too few for vectors of their own in the update
  private final int tailWidth; // rows of W in a tile of the tail, which is transposed
  private final float[] tailGradient; // (largest N, one vector), of dZ
  private final float[] biasGradient; // (outputs padded,)

  LayerUpdate(
      int inputs,
      int outputs,
      PanelMatrix weights,
      PanelMatrix transposed,
      PanelMatrix gradient,
      OptimizerState state,
      int largestBatch) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.weights = weights;
    this.transposed = transposed;
    this.gradient = gradient;
    this.state = state;
    squares = new ColumnSquares(weights, inputs);
    gradientSquares = new ColumnSquares(state.gradient(), inputs);
    int beyond = outputs % L;
    tail = beyond <= L / 2 ? beyond : 0;
    tailWidth = tailVectors() * L;
    tailGradient = new float[tail > 0 ? largestBatch * L : 0];
    biasGradient = new float[Lanes.padded(outputs)];
  }

  /** Width of a tail tile in vectors: the widest its height allows that divides {@link #ROWS}. */
  private int tailVectors() {
    int vectors = MicroKernel.vectors(Math.max(1, tail));
    while (ROWS / L % vectors != 0) {
      vectors--;
    }
    return vectors;
  }

  private int tailStart() {
    return outputs - tail;
  }

  /** Tells that some columns have L2, so that their loss needs the sum of squares. */
  void regularize() {
    regularized = true;
  }

  /** What the optimizer keeps, and the constants of the step. */
  OptimizerState state() {
    return state;
  }

  /** Keeps the tail of a row of the gradient, padded to whole vectors. */
  void setTail(int row, float[] values) {
    if (tail > 0) {
      System.arraycopy(values, tailStart(), tailGradient, row * L, L);
    }
  }

  /** Keeps the tail of rows {@code from} to {@code to} of the gradient, which are there. */
  void copyTail(int from, int to) {
    if (tail > 0) {
      int panel = weights.panels.count() - 1;
      int v = tailStart() - weights.panels.start(panel);
      long at = gradient.offset(panel, from) + ((long) v << 2);
      gradient.copyColumn(tailGradient, from * L, L, at, gradient.stride(panel), to - from);
    }
  }

  /**
   * Gradient and update of rows {@code from} to {@code to} of the weights: {@code dW = Xᵀ · dZ},
   * which never goes to memory, then L2 and the optimizer.
   *
   * @param x the layer's inputs, from {@code column} on
   * @param n rows of the batch
   */
  void weights(Scratch scratch, PackedRows x, int column, int n, int from, int to) {
    if (regularized) {
      squares.add(from, to);
    }
    int end;
    for (int row = from; row < to; row = end) {
      end = Math.min(row + x.block() - (column + row) % x.block(), to);
      updateFull(scratch, x, column, n, row, end);
      if (tail > 0) {
        updateTail(scratch, x, column, n, row, end);
      }
    }
    if (state.clips()) {
      gradientSquares.add(from, to);
    } else {
      transpose(scratch.transposition, from, to);
    }
  }

  /** Moves rows {@code from} to {@code to} of the weights that waited for the norm. */
  void clippedWeights(Scratch scratch, int from, int to) {
    for (int panel = 0; state.clips() && panel < weights.panels.count(); panel++) {
      state.updateClipped(scratch.update, panel, from, scratch.tiles, to - from);
    }
    transpose(scratch.transposition, from, to);
  }

  private void updateFull(Scratch scratch, PackedRows x, int column, int n, int from, int to) {
    int columns = tail > 0 ? tailStart() : Lanes.padded(outputs);
    scratch.rows.divideRows(to - from, MicroKernel.MR_TRANSPOSED);
    scratch.a.array = x.values;
    scratch.b.segment = gradient.segment;
    scratch.c.array = scratch.tiles;
    for (int panel = 0; panel < weights.panels.count(); panel++) {
      int start = weights.panels.start(panel);
      int width = Math.min(weights.panels.width(panel), columns - start);
      if (width > 0) {
        scratch.a.index = x.index(0, column + from);
        scratch.b.offset = gradient.offset(panel, 0);
        scratch.b.stride = gradient.stride(panel);
        scratch.c.index = 0;
        scratch.multiplyRows(width, n, Layout.PACKED_TRANSPOSED, Output.BUFFER, true);
        state.update(scratch.update, panel, 0, from, scratch.tiles, width, to - from);
      }
    }
  }

  /**
   * The last columns, transposed: {@code dWᵀ = dZᵀ · X}, whose vectors are full. The terms of each
   * sum and their order are the same.
   */
  private void updateTail(Scratch scratch, PackedRows x, int column, int n, int from, int to) {
    int panel = weights.panels.count() - 1;
    scratch.rows.divideColumns(to - from, tailWidth / L);
    scratch.a.array = tailGradient;
    scratch.a.index = 0;
    scratch.b.array = x.values;
    scratch.c.array = scratch.tiles;
    scratch.c.index = 0;
    for (int t = 0; t < scratch.rows.count(); t++) {
      int d = from + scratch.rows.start(t);
      int width = scratch.rows.width(t);
      int valid = scratch.rows.valid(t);
      scratch.b.index = x.index(0, column + d);
      scratch.multiply(tail, width, n, Layout.BOTH_PACKED, Output.BUFFER, true);
      float[] dw = scratch.transposeTile(tail, width, valid);
      int first = tailStart() - weights.panels.start(panel);
      state.update(scratch.update, panel, first, d, dw, L, valid);
    }
  }

  /** Copies rows {@code from}, a multiple of a panel's width, to {@code to} to the transpose. */
  private void transpose(Transposition transposition, int from, int to) {
    if (transposed.panels.count() == 0) {
      return;
    }
    for (int row = from; row < to; row += L) {
      int target = row / transposed.panels.width(0);
      long within = (long) (row - transposed.panels.start(target)) << 2;
      int count = Math.min(L, to - row);
      for (int panel = 0; panel < weights.panels.count(); panel++) {
        for (int v = 0; v < weights.panels.width(panel); v += L) {
          transposition.square(
              weights.segment,
              weights.offset(panel, row) + ((long) v << 2),
              weights.stride(panel),
              count,
              transposed.segment,
              transposed.offset(target, weights.panels.start(panel) + v) + within,
              transposed.stride(target));
        }
      }
    }
  }

  /** Copies all weights to the transpose. */
  void transpose(Transposition transposition) {
    transpose(transposition, 0, inputs);
  }

  /** Gradient and update of the bias. Modified: bias. */
  void bias(Scratch scratch, float[] bias, int n) {
    for (int panel = 0; panel < weights.panels.count(); panel++) {
      for (int v = 0; v < weights.panels.width(panel); v += L) {
        int j = weights.panels.start(panel) + v;
        long offset = gradient.offset(panel, 0) + ((long) v << 2);
        ColumnReductions.columnSums(
            biasGradient, j, gradient.segment, offset, gradient.stride(panel), n);
      }
    }
    state.updateBias(scratch.update, biasGradient, bias, outputs);
  }

  /** Moves the biases that waited for the norm. Modified: bias. */
  void clippedBias(Scratch scratch, float[] bias) {
    if (state.clips()) {
      state.updateClippedBias(scratch.update, biasGradient, bias, outputs);
    }
  }

  /** Adds the squares of the gradient of some columns, L2 included: of the weights, then bias. */
  double addGradientSquares(double sum, int from, int to) {
    return sum + gradientSquares.sum(from, to) + state.biasSquares(from, to);
  }

  /** Sum of squares of the weights of some columns, as they were before the last update. */
  double sumOfSquares(int from, int to) {
    return squares.sum(from, to);
  }
}
