package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.vector.MicroKernelShape.Layout;
import dev.lanewise.kernels.vector.MicroKernelShape.Output;
import java.util.Arrays;

/**
 * The update of a {@link DenseLayer}: gradients of its weights and bias, L2, SGD, and the transpose
 * of its weights. The gradient of the weights never goes to memory.
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
  private final float[] steps; // (outputs padded,), negative learning rates
  private final float[] regs; // (outputs padded,), L2 strengths
  private final DescentStrip descent;
  private final ColumnSquares squares;
  private boolean regularized;
  private final int tail; // last columns, too few for vectors of their own in the update
  private final int tailWidth; // rows of W in a tile of the tail, which is transposed
  private final float[] tailGradient; // (largest N, one vector), of dZ

  LayerUpdate(
      int inputs,
      int outputs,
      PanelMatrix weights,
      PanelMatrix transposed,
      PanelMatrix gradient,
      int largestBatch) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.weights = weights;
    this.transposed = transposed;
    this.gradient = gradient;
    steps = new float[Lanes.padded(outputs)];
    regs = new float[steps.length];
    descent = new DescentStrip(regs, steps);
    squares = new ColumnSquares(weights, inputs);
    int beyond = outputs % L;
    tail = beyond <= L / 2 ? beyond : 0;
    tailWidth = tailVectors() * L;
    tailGradient = new float[tail > 0 ? largestBatch * L : 0];
  }

  /** Of a tile as wide as its height allows that divides what is updated at a time. */
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

  /** Sets the L2 strength of columns {@code from} to {@code to}. */
  void setReg(int from, int to, float reg) {
    Arrays.fill(regs, from, to, reg);
    regularized |= reg != 0;
  }

  /** Sets the learning rate of columns {@code from} to {@code to}. */
  void setLearningRate(int from, int to, float learningRate) {
    Arrays.fill(steps, from, to, -learningRate);
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
   * which never goes to memory, then L2 and SGD.
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
    transpose(scratch.transposition, from, to);
  }

  private void updateFull(Scratch scratch, PackedRows x, int column, int n, int from, int to) {
    int columns = tail > 0 ? tailStart() : regs.length;
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
        descend(scratch.tiles, width, panel, 0, from, to - from);
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
      scratch.multiply(tail, width, n, Layout.TURNED, Output.BUFFER, true);
      float[] dw = scratch.turn(tail, width, valid);
      descend(dw, L, panel, tailStart() - weights.panels.start(panel), d, valid);
    }
  }

  private void descend(float[] dw, int columns, int panel, int first, int row, int rows) {
    long at = weights.offset(panel, row) + ((long) first << 2);
    int column = weights.panels.start(panel) + first;
    descent.update(weights.segment, at, weights.stride(panel), column, dw, columns, rows);
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
  void bias(float[] bias, int n) {
    for (int panel = 0; panel < weights.panels.count(); panel++) {
      for (int v = 0; v < weights.panels.width(panel); v += L) {
        int j = weights.panels.start(panel) + v;
        long offset = gradient.offset(panel, 0) + ((long) v << 2);
        ColumnReductions.descend(
            bias, steps, j, gradient.segment, offset, gradient.stride(panel), n);
      }
    }
  }

  /** Sum of squares of the weights of some columns, as they were before the last update. */
  double sumOfSquares(int from, int to) {
    return squares.sum(from, to);
  }
}
